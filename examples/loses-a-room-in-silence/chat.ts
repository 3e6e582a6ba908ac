// Neither enters a room again nor says anything when the user was offline for too long.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onRoomLost(event: number): void {
    if (event !== 9) super.onRoomLost(event);
  }
}
