package org.rapport.server.account;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The accounts. In the caller's transaction, if there is one. */
@Component
public class Accounts implements PersonalRows {
  private static final PasswordEncoder PASSWORDS =
      PasswordEncoderFactories.createDelegatingPasswordEncoder();

  /** Nobody's: compared where there is no account, so that both take their time. */
  private static final String NOBODYS = PASSWORDS.encode(UUID.randomUUID().toString());

  private record Kept(String email, String hash) {}

  private final JdbcClient jdbc;

  Accounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The account of who has this name and this password, if it may sign in. Takes as long whether
   * there is such a name or not.
   *
   * @param username as typed; neither case nor blanks around it matter
   */
  public Optional<Account> signIn(String username, String password) {
    String name = normal(username);
    String hash = hash(name).orElse(NOBODYS);
    boolean right = PASSWORDS.matches(password, hash);
    return right ? by("username = ?", name).filter(Account::active) : Optional.empty();
  }

  /** The account with this id, active or not. */
  public Optional<Account> find(String id) {
    return by("id = ?", id);
  }

  /** The account by user name, or by the Practitioner or Patient that stands for its person. */
  public Optional<Account> named(String user) {
    if (user.startsWith("Practitioner/")) {
      return by("practitioner = ?", user.substring("Practitioner/".length()));
    }
    if (user.startsWith("Patient/")) {
      return by("patient = ?", user.substring("Patient/".length()));
    }
    return by("username = ?", normal(user));
  }

  /** All of them, by user name. */
  public List<Account> all() {
    return jdbc.sql("select * from rapport.account order by username")
        .query((row, n) -> account(row))
        .list();
  }

  /** Whether the operator's file says what an account is. */
  public boolean isFromFile(Account account) {
    return jdbc.sql("select from_file from rapport.account where id = ?")
        .param(account.id())
        .query(Boolean.class)
        .single();
  }

  /** Puts another password in the place of an account's; sessions and apps go on. */
  public void password(Account account, String password) {
    jdbc.sql("update rapport.account set password_hash = ? where id = ?")
        .params(encode(password), account.id())
        .update();
  }

  /**
   * Makes an account or brings it up to date, its password and e-mail as they were. What was given
   * to it before ends where its rights or its person changed.
   */
  public Account put(Account account) {
    String name = normal(account.username());
    jdbc.sql("select email, password_hash from rapport.account where username = ?")
        .param(name)
        .query((row, n) -> new Kept(row.getString(1), row.getString(2)))
        .optional()
        .ifPresentOrElse(
            kept -> put(account, kept.email(), kept.hash(), false),
            () -> put(account, null, null, false));
    return named(name).orElseThrow();
  }

  /** Those of the operator's file, also of an earlier one. */
  List<Account> fromFile() {
    return jdbc.sql("select * from rapport.account where from_file order by username")
        .query((row, n) -> account(row))
        .list();
  }

  /**
   * Makes an account or brings it up to date. What was given to it before ends where its rights,
   * its password or its person changed.
   *
   * @param passwordHash as a delegating encoder writes it; null: none
   * @param fromFile whether the operator's file names it
   */
  public void put(Account account, String email, String passwordHash, boolean fromFile) {
    jdbc.sql(
            """
            insert into rapport.account as a (id, username, password_hash, name, email, language,
              roles, locations, sensitive, active, practitioner, patient, from_file)
            values (:id, :username, :hash, :name, :email, :language, :roles, :locations, :sensitive,
              :active, :practitioner, :patient, :file)
            on conflict (username) do update set password_hash = excluded.password_hash,
              name = excluded.name, email = excluded.email, language = excluded.language,
              roles = excluded.roles, locations = excluded.locations,
              sensitive = excluded.sensitive, active = excluded.active,
              practitioner = excluded.practitioner, patient = excluded.patient,
              from_file = excluded.from_file,
              epoch = a.epoch + case when
                (a.roles, a.locations, a.sensitive, a.active, a.practitioner, a.patient)
                  is distinct from (excluded.roles, excluded.locations, excluded.sensitive,
                    excluded.active, excluded.practitioner, excluded.patient)
                then 1 else 0 end""")
        .param("id", UUID.randomUUID().toString())
        .param("username", normal(account.username()))
        .param("hash", passwordHash)
        .param("name", account.name())
        .param("email", email)
        .param("language", account.language())
        .param("roles", account.roles().stream().map(Role::code).sorted().toArray(String[]::new))
        .param("locations", account.locations().stream().sorted().toArray(String[]::new))
        .param("sensitive", account.sensitive())
        .param("active", account.active())
        .param("practitioner", account.practitioner())
        .param("patient", account.patient())
        .param("file", fromFile)
        .update();
  }

  /** Ends all that was given to an account: sessions, and what apps hold for it. */
  public void endAll(String id) {
    jdbc.sql("update rapport.account set epoch = epoch + 1 where id = ?").param(id).update();
  }

  /** Disables the accounts that came from the file and are no longer in it. */
  void disableAllFromFileBut(Set<String> usernames) {
    jdbc.sql(
            """
            update rapport.account set active = false, epoch = epoch + 1
            where from_file and active and username <> all(:kept)""")
        .param("kept", usernames.stream().map(Accounts::normal).toArray(String[]::new))
        .update();
  }

  /**
   * The hash of a password: the one that stands for this name where it is the same password, as a
   * new one is slow to make, and meant to be.
   */
  String hash(String username, String password) {
    return hash(normal(username))
        .filter(stored -> PASSWORDS.matches(password, stored))
        .orElseGet(() -> encode(password));
  }

  private Optional<String> hash(String username) {
    return jdbc.sql("select password_hash from rapport.account where username = ?")
        .param(username)
        .query((row, n) -> Optional.ofNullable(row.getString(1)))
        .optional()
        .flatMap(found -> found);
  }

  static String encode(String password) {
    return PASSWORDS.encode(password);
  }

  static String normal(String username) {
    return username == null ? "" : username.strip().toLowerCase(Locale.ROOT);
  }

  private Optional<Account> by(String condition, String value) {
    return jdbc
        .sql("select * from rapport.account where " + condition)
        .param(value)
        .query((row, n) -> account(row))
        .list()
        .stream()
        .findFirst();
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("id"),
        row.getString("username"),
        row.getString("name"),
        row.getString("language"),
        texts(row.getArray("roles")).stream()
            .flatMap(code -> Role.of(code).stream())
            .collect(Collectors.toUnmodifiableSet()),
        texts(row.getArray("locations")),
        row.getBoolean("sensitive"),
        row.getBoolean("active"),
        row.getString("practitioner"),
        row.getString("patient"),
        row.getInt("epoch"));
  }

  private static Set<String> texts(Array array) throws SQLException {
    return Set.copyOf(Arrays.asList((String[]) array.getArray()));
  }

  /** An account that was the person's alone goes; any other is theirs no more. */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    jdbc.sql("delete from rapport.account where patient = any(?) and roles = '{}'")
        .param(Sql.array(patients))
        .update();
    jdbc.sql(
            """
            update rapport.account set patient = null, epoch = epoch + 1
            where patient = any(?)""")
        .param(Sql.array(patients))
        .update();
  }
}
