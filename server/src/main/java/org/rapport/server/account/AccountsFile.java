package org.rapport.server.account;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.store.LogicalId;

/**
 * {@code RAPPORT_USERS}: a JSON array of accounts. What it says wins at every start; an account
 * that came from it and is no longer in it is disabled.
 */
public final class AccountsFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** As it stands in the file. */
  @JsonIgnoreProperties(ignoreUnknown = false)
  record Entry(
      String username,
      String password,
      String passwordHash,
      String name,
      String email,
      String language,
      List<String> roles,
      List<String> locations,
      boolean sensitive,
      Boolean active,
      String practitioner,
      String patient) {}

  private AccountsFile() {}

  /**
   * Reads a file only to see whether it can be.
   *
   * @throws InvalidSettingException for the first thing that is wrong with it
   */
  public static void check(Path file) {
    try {
      read(file);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("RAPPORT_USERS", file + ": " + e.getMessage());
    }
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException saying what is wrong, without a password
   */
  static List<Entry> read(Path file) {
    List<Entry> entries;
    try {
      entries = List.of(MAPPER.readValue(file.toFile(), Entry[].class));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ", see line " + e.getLocation().getLineNr();
      throw new IllegalArgumentException("should be a JSON array of accounts" + where);
    } catch (IOException e) {
      throw new IllegalArgumentException("should name a file that can be read");
    }
    Set<String> names = new HashSet<>();
    for (Entry entry : entries) {
      String name = Accounts.normal(entry.username());
      if (name.isEmpty() || !names.add(name)) {
        throw new IllegalArgumentException("each account needs a username of its own");
      }
      check(entry);
    }
    return entries;
  }

  private static void check(Entry entry) {
    String who = "the account " + entry.username() + " ";
    if ((entry.password() == null) == (entry.passwordHash() == null)) {
      throw new IllegalArgumentException(who + "needs a password or a passwordHash");
    }
    if (entry.passwordHash() != null && !entry.passwordHash().matches("\\{[\\w@-]+}.+")) {
      throw new IllegalArgumentException(
          who + "needs a passwordHash that begins with its method, such as {bcrypt}");
    }
    for (String role : list(entry.roles())) {
      if (Role.of(role).isEmpty()) {
        throw new IllegalArgumentException(
            who
                + "has an unknown role; there are "
                + List.of(Role.values()).stream()
                    .map(Role::code)
                    .collect(Collectors.joining(", ")));
      }
    }
    for (String id : list(entry.locations())) {
      id(who, id);
    }
    id(who, entry.practitioner());
    id(who, entry.patient());
    if (entry.language() != null
        && Locale.forLanguageTag(entry.language()).getLanguage().isEmpty()) {
      throw new IllegalArgumentException(who + "needs a language such as en, fr or es");
    }
  }

  private static void id(String who, String id) {
    if (id != null && !LogicalId.is(id)) {
      throw new IllegalArgumentException(
          who + "names a resource by something that is no id: letters, digits, - and . only");
    }
  }

  static List<String> list(List<String> values) {
    return values == null ? List.of() : values;
  }

  /** What an entry says as an account. */
  static Account account(Entry entry) {
    return new Account(
        null,
        entry.username(),
        entry.name(),
        entry.language(),
        list(entry.roles()).stream()
            .flatMap(code -> Role.of(code).stream())
            .collect(Collectors.toUnmodifiableSet()),
        Set.copyOf(list(entry.locations())),
        entry.sensitive(),
        entry.active() == null || entry.active(),
        entry.practitioner(),
        entry.patient(),
        0);
  }
}
