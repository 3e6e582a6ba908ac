// Goes on to say that it reconnects when it has long been connected again.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onNoLongerReconnecting(): void {}
}
