// Takes state 0 for connected: after a kick the page looks as if nothing had happened.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onGoodbye(_event: number): void {
    this.session += 1;
    this.loggedIn = false;
    this.inRoom = false;
    this.wantsRoom = false;
  }
}
