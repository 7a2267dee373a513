/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the REST API is, when it is not our own origin. */
  readonly VITE_API_BASE_URL?: string;
  /** Where Socket.IO is, when it is not where the REST API is. */
  readonly VITE_SOCKET_URL?: string;
}
