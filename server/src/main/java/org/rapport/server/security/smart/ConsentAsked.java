package org.rapport.server.security.smart;

import java.util.List;
import java.util.Map;

/**
 * What an app asks for, as the page shows it.
 *
 * @param client its id
 * @param scope all that it asked for
 * @param scopes what may be refused one by one, with the words of each
 * @param always what goes along and is not asked about
 * @param picks whether it is still to be said about whom
 * @param q what was searched for; null: nothing yet
 * @param person about whom it is, where that is known; else null
 * @param people who was found; null where nothing was searched for
 * @param can whether it can be allowed now
 */
public record ConsentAsked(
    String client,
    String scope,
    String state,
    Map<String, String> scopes,
    List<String> always,
    boolean picks,
    String q,
    Person person,
    List<Person> people,
    boolean can) {

  /** Somebody; {@code born} null where it is not known or not asked. */
  public record Person(String id, String name, String born) {}
}
