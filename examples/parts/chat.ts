// A chat service that does everything right. The apps beside this folder take one part of it and get that part wrong, as
// apps do that one finds in public.

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

export class Chat {
  protected readonly around: Surroundings;
  protected zim: ZIM;
  protected token: string;
  protected connected = false;
  protected loggedIn = false;
  protected inRoom = false;
  protected wantsRoom = false;
  /** Goes up with every login and goodbye: what belongs to an earlier one is given up. */
  protected session = 0;
  /** The session whose token is being renewed, 0 for none. */
  private renewing = 0;
  private needsToken = false;

  constructor(around: Surroundings) {
    this.around = around;
    this.token = around.token;
    this.zim = this.create();
  }

  protected create(): ZIM {
    const zim = ZIM.create({ appID: this.around.appID });
    if (zim === null) throw new Error('ZIM was created before');
    zim.on('connectionStateChanged', (_zim, { state, event }) => this.onConnection(state, event));
    zim.on('roomStateChanged', (_zim, { state, event }) => this.onRoom(state, event));
    zim.on('tokenWillExpire', () => this.onTokenWillExpire());
    return zim;
  }

  // What users do.

  async login(): Promise<void> {
    // Whoever is in, or on the way back in, needs no login.
    if (this.loggedIn) return;
    this.session += 1;
    this.needsToken = false;
    const mine = this.session;
    const { userID, userName, fetchToken, ui } = this.around;
    try {
      this.token = await fetchToken();
      if (mine !== this.session) return;
      await this.zim.login(userID, {
        userName,
        token: this.token,
        customStatus: '',
        customStatusDuration: 0,
        isOfflineLogin: false,
      });
      if (mine !== this.session) return;
      this.loggedIn = true;
      ui.screen('chat');
    } catch {
      ui.remind('could not log in');
    }
  }

  async joinRoom(): Promise<void> {
    if (this.connected && !this.inRoom) await this.enter();
  }

  async send(text: string): Promise<void> {
    if (!this.inRoom) {
      this.around.ui.remind('not sent: not in the room');
      return;
    }
    try {
      await this.zim.sendMessage({ type: 1, message: text } as ZIMTextMessage, this.around.roomID, 1, {
        priority: 2,
      });
    } catch (error) {
      this.onSendFailed((error as { code: number }).code);
    }
  }

  async leaveRoom(): Promise<void> {
    this.wantsRoom = false;
    if (!this.inRoom) return;
    try {
      await this.zim.leaveRoom(this.around.roomID);
    } catch {
      this.around.ui.remind('could not leave the room');
    }
  }

  logout(): void {
    this.session += 1;
    this.loggedIn = false;
    this.wantsRoom = false;
    this.zim.logout();
    this.around.ui.screen('login');
  }

  // What the SDK tells.

  protected onConnection(state: number, event: number): void {
    this.connected = state === 2;
    if (state === 3) this.onReconnecting();
    else this.onNoLongerReconnecting();
    if (state === 0 && GOODBYES[event] !== undefined) this.onGoodbye(event);
  }

  protected onReconnecting(): void {
    this.around.ui.remind('reconnecting');
  }

  protected onNoLongerReconnecting(): void {
    this.around.ui.clear('reconnecting');
  }

  protected onGoodbye(event: number): void {
    this.session += 1;
    this.loggedIn = false;
    this.inRoom = false;
    this.wantsRoom = false;
    this.around.ui.remind(this.goodbyeFor(event));
    if (event === 4) this.zim.logout();
    this.around.ui.screen('login');
  }

  protected goodbyeFor(event: number): string {
    return GOODBYES[event] ?? 'logged out';
  }

  protected onRoom(state: number, event: number): void {
    const was = this.inRoom;
    this.inRoom = state === 2;
    if (state === 2 && event === 0 && !was && this.wantsRoom) this.onRoomBack();
    if (state === 0 && LOSSES[event] !== undefined) this.onRoomLost(event);
  }

  protected onRoomBack(): void {}

  protected onRoomLost(event: number): void {
    this.around.ui.remind(LOSSES[event] ?? 'the room was lost');
    // Offline for too long: the way back is to enter again. Everything else is up to the user.
    if (event === 9 && this.wantsRoom) void this.enter();
    else this.wantsRoom = false;
  }

  protected onSendFailed(code: number): void {
    this.around.ui.remind(`not sent (${code})`);
  }

  protected onTokenWillExpire(): void {
    this.needsToken = true;
    void this.renew();
  }

  /** Until it works, or the session is over. A device whose clock is wrong may need the next token at once. */
  protected async renew(): Promise<void> {
    const mine = this.session;
    if (this.renewing === mine) return;
    this.renewing = mine;
    while (this.needsToken && mine === this.session) {
      try {
        const fresh = await this.around.fetchToken();
        if (fresh !== this.token && mine === this.session) {
          // Before the call: the warning for the next token may come before this one is settled.
          this.needsToken = false;
          await this.zim.renewToken(fresh);
          this.token = fresh;
        }
      } catch {
        // The network or the token server is away: another try is all there is.
        this.needsToken = true;
      }
      await pause(RETRY_MS);
    }
    if (this.renewing === mine) this.renewing = 0;
  }

  protected async enter(): Promise<void> {
    const { roomID, ui } = this.around;
    this.wantsRoom = true;
    try {
      await this.zim.enterRoom({ roomID, roomName: roomID });
    } catch {
      ui.remind('could not enter the room');
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
