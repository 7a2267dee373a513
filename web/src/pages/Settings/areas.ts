import { Building2, KeyRound, type LucideIcon, SlidersHorizontal, UserRound, UsersRound } from 'lucide-react';

export type AreaName = 'profile' | 'console' | 'team' | 'apiKeys' | 'workspace';
type Area = { name: AreaName; path: string; icon: LucideIcon; isForAdmins: boolean };

/** The parts of the settings, in the order of the list. */
export const areas: readonly Area[] = [
  { name: 'profile', path: 'profile', icon: UserRound, isForAdmins: false },
  { name: 'console', path: 'console', icon: SlidersHorizontal, isForAdmins: false },
  { name: 'team', path: 'team', icon: UsersRound, isForAdmins: true },
  { name: 'apiKeys', path: 'api-keys', icon: KeyRound, isForAdmins: true },
  { name: 'workspace', path: 'workspace', icon: Building2, isForAdmins: true },
];
