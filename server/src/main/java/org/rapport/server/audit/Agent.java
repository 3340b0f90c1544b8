package org.rapport.server.audit;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Who did something. Of patients no name is kept, only who they are.
 *
 * @param client client_id of the app or service; null: none
 * @param account id of who signed in; null: nobody
 * @param username of staff; null: nobody's
 * @param name of staff; null: none is known
 * @param person Practitioner or Patient that stands for them; null: none
 * @param address of the network, as far as trusted proxies tell; null: it came from within
 * @param door what was knocked at without signing in, such as {@code /forms}; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Agent(
    String client,
    String account,
    String username,
    String name,
    String person,
    String address,
    String door) {

  /** The server itself. */
  public static final Agent SYSTEM = new Agent(null, null, null, null, null, null, null);

  /** A client that acts for itself. */
  public static Agent client(String client, String address) {
    return new Agent(client, null, null, null, null, address, null);
  }
}
