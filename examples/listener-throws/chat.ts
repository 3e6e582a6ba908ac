// A listener throws: it reads something that is not there when a room is lost.

import { Chat } from '../parts/chat';

export default class extends Chat {
  private readonly titles: Readonly<Record<number, { readonly text: string }>> = {
    2: { text: 'the room was lost' },
    3: { text: 'the room is gone' },
  };

  protected override onRoomLost(event: number): void {
    super.onRoomLost(event);
    const title = this.titles[event] as { readonly text: string };
    this.around.ui.remind(title.text);
  }
}
