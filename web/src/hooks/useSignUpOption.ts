import { useEffect, useState } from 'react';
import { readAuthOptions } from '#lib/api/answers.ts';
import { useApi } from '#providers/api-provider.tsx';

/** Whether anybody may make a workspace here. `failed`: the server could not be asked. */
export type SignUpOption = 'asking' | 'open' | 'closed' | 'failed';

export function useSignUpOption(): SignUpOption {
  const { request } = useApi();
  const [option, setOption] = useState<SignUpOption>('asking');
  useEffect(() => {
    let isOver = false;
    const tell = (told: SignUpOption) => (isOver ? undefined : setOption(told));
    request({ method: 'GET', path: '/api/auth/options', read: readAuthOptions }).then(
      ({ signup }) => tell(signup ? 'open' : 'closed'),
      () => tell('failed'),
    );
    return () => {
      isOver = true;
    };
  }, [request]);
  return option;
}
