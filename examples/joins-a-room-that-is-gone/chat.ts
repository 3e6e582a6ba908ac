// Joins a room again that does not exist any more.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onRoomLost(event: number): void {
    super.onRoomLost(event);
    if (event !== 3) return;
    this.zim.joinRoom(this.around.roomID).catch(() => this.around.ui.remind('could not join the room'));
  }
}
