package org.rapport.routes.channel.guard;

/**
 * One channel as it is set up.
 *
 * @param name code of {@code CS/channel}
 * @param gateway kind of provider: smtp, http, smpp, sandbox or server
 * @param rate messages a second that this process hands over, at most
 */
public record ChannelSettings(String name, String gateway, int rate) {}
