package org.rapport.routes.channel.guard;

/**
 * One channel as it is set up.
 *
 * @param name code of {@code CS/channel}
 * @param gateway kind of provider: smtp, http, smpp or {@value #SANDBOX}
 * @param rate messages a second that this process hands over, at most
 */
public record ChannelSettings(String name, String gateway, int rate) {
  public static final String SANDBOX = "sandbox";

  /** Whether nothing leaves, so that nothing can fail or be too fast. */
  boolean sandbox() {
    return SANDBOX.equals(gateway);
  }
}
