package org.rapport.server.outreach.outcome;

import org.hl7.fhir.r4.model.Bundle;
import org.rapport.terminology.Channel;
import org.springframework.stereotype.Component;

/** What is wrong with a channel, as its provider says afterwards: told to staff once. */
@Component
public class ChannelTroubles {
  private final StaffTasks tasks;

  ChannelTroubles(StaffTasks tasks) {
    this.tasks = tasks;
  }

  /**
   * Adds the Task to a transaction, unless there is an open one.
   *
   * @param cause account, sender, policy …
   */
  public void told(Bundle bundle, Channel channel, String cause) {
    tasks.channelHeld(bundle, channel.code(), cause);
  }
}
