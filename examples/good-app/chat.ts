// A chat that does what the vendor asks of apps: it lets the SDK reconnect, says what is going on, renews its token with
// a new one, and leaves it to the user to log in again.

import { ZIM, type ZIMTextMessage } from 'zego-zim-web';

/** What zim-sim gives to an app; a real page would make this of its own parts. */
export interface Surroundings {
  readonly appID: number;
  readonly userID: string;
  readonly userName: string;
  readonly token: string;
  readonly roomID: string;
  fetchToken(): Promise<string>;
  readonly ui: {
    remind(what: string): void;
    clear(what: string): void;
    screen(name: string): void;
  };
}

const RETRY_MS = 3000;

const GOODBYES: Readonly<Record<number, string>> = {
  2: 'could not log in',
  4: 'logged in on another device',
  5: 'session expired',
  6: 'account deleted',
};

const LOSSES: Readonly<Record<number, string>> = {
  2: 'the room was lost',
  3: 'the room is gone',
  8: 'removed from the room',
  9: 'left the room: offline for too long',
  10: 'in the room on another device',
};

export function main({
  appID,
  userID,
  userName,
  token: first,
  roomID,
  fetchToken,
  ui,
}: Surroundings): Record<string, (text: string) => unknown> {
  const zim = created(appID);
  let token = first;
  let connected = false;
  let loggedIn = false;
  let inRoom = false;
  let wantsRoom = false;
  /** Goes up with every login and goodbye: what belongs to an earlier one is given up. */
  let session = 0;
  let renewing = -1;
  let needsToken = false;

  zim.on('connectionStateChanged', (_zim, { state, event }) => {
    connected = state === 2;
    if (state === 3) ui.remind('reconnecting');
    else ui.clear('reconnecting');
    const goodbye = state === 0 ? GOODBYES[event] : undefined;
    if (goodbye === undefined) return;
    session += 1;
    loggedIn = false;
    inRoom = false;
    wantsRoom = false;
    ui.remind(goodbye);
    if (event === 4) zim.logout();
    ui.screen('login');
  });

  zim.on('roomStateChanged', (_zim, { state, event }) => {
    inRoom = state === 2;
    const loss = state === 0 ? LOSSES[event] : undefined;
    if (loss === undefined) return;
    ui.remind(loss);
    // Offline for too long: the way back is to enter again. Everything else is up to the user.
    if (event === 9 && wantsRoom) void enter();
    else wantsRoom = false;
  });

  zim.on('tokenWillExpire', () => {
    needsToken = true;
    void renew(session);
  });

  // A device whose clock is wrong may be told of the next expiry as soon as it has renewed: there is a pause between.
  async function renew(mine: number): Promise<void> {
    if (renewing === mine) return;
    renewing = mine;
    while (needsToken && mine === session) {
      try {
        const fresh = await fetchToken();
        if (mine !== session) return;
        if (fresh !== token) {
          // Before the call: the warning for the next token may come before this one is settled.
          needsToken = false;
          await zim.renewToken(fresh);
          token = fresh;
        }
      } catch {
        // The network or the token server is away: another try is all there is.
        needsToken = true;
      }
      await pause(RETRY_MS);
    }
    if (renewing === mine) renewing = -1;
  }

  async function enter(): Promise<void> {
    wantsRoom = true;
    try {
      await zim.enterRoom({ roomID, roomName: roomID });
    } catch {
      ui.remind('could not enter the room');
    }
  }

  return {
    async login(): Promise<void> {
      // Whoever is in, or on the way back in, needs no login.
      if (loggedIn) return;
      session += 1;
      needsToken = false;
      const mine = session;
      try {
        token = await fetchToken();
        if (mine !== session) return;
        await zim.login(userID, {
          userName,
          token,
          customStatus: '',
          customStatusDuration: 0,
          isOfflineLogin: false,
        });
        if (mine !== session) return;
        loggedIn = true;
        ui.screen('chat');
      } catch {
        ui.remind('could not log in');
      }
    },

    async joinRoom(): Promise<void> {
      if (connected && !inRoom) await enter();
    },

    async send(text: string): Promise<void> {
      if (!inRoom) {
        ui.remind('not sent: not in the room');
        return;
      }
      try {
        await zim.sendMessage({ type: 1, message: text } as ZIMTextMessage, roomID, 1, { priority: 2 });
      } catch (error) {
        ui.remind(`not sent (${(error as { code: number }).code})`);
      }
    },

    async leaveRoom(): Promise<void> {
      wantsRoom = false;
      if (!inRoom) return;
      try {
        await zim.leaveRoom(roomID);
      } catch {
        ui.remind('could not leave the room');
      }
    },

    logout(): void {
      session += 1;
      loggedIn = false;
      wantsRoom = false;
      zim.logout();
      ui.screen('login');
    },
  };
}

function created(appID: number): ZIM {
  const zim = ZIM.create({ appID });
  if (zim === null) throw new Error('ZIM was created before');
  return zim;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
