package org.rapport.server.security.factor;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.codec.binary.Base32;
import org.rapport.server.account.Account;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.RandomValue;
import org.rapport.server.store.SealedValues;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The one-time codes of people: made known to their authenticator, confirmed by a first code, and
 * asked at every sign-in from then on. A code is good once. Times are the database's, as an
 * authenticator knows of no simulated clock.
 */
@Repository
public class SecondFactors {
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_BYTES = 10;

  /** Wrong codes within {@link #WINDOW}, after which none is looked at until it is over. */
  private static final int TRIES = 10;

  private static final String WINDOW = "interval '1 hour'";

  private final JdbcClient jdbc;
  private final SealedValues sealed;
  private final Passkeys passkeys;
  private final FactorPolicy policy;
  private final String issuer;
  private final Totp totp = new Totp();

  SecondFactors(
      JdbcClient jdbc,
      Passkeys passkeys,
      RapportSettings settings,
      @Value("${rapport.mfa:optional}") String mode,
      @Value("${rapport.mfa-roles:}") String roles) {
    this.jdbc = jdbc;
    this.passkeys = passkeys;
    this.sealed = new SealedValues(settings.data());
    this.policy = FactorPolicy.of(mode, roles);
    this.issuer = settings.clinic().name();
  }

  /** A secret that an authenticator does not know yet. */
  public record Enrolment(String secret, String uri) {}

  /** Whether anybody here may have a second factor. */
  public boolean areOn() {
    return policy.isOn();
  }

  /** Whether the person may have a second factor: who works here, where factors are on. */
  public boolean mayHave(Account account) {
    return policy.isOn() && account.isStaff();
  }

  /** Whether the person is asked for a code after the password. */
  public boolean asks(Account account) {
    return mayHave(account) && hasCodes(account);
  }

  /** Whether the person has to add a factor before anything else. */
  public boolean isMissing(Account account) {
    return policy.requires(account) && !hasCodes(account) && passkeys.of(account).isEmpty();
  }

  /** Whether an authenticator was confirmed. */
  public boolean hasCodes(Account account) {
    return jdbc.sql(
            """
            select exists (select from rapport.account_factor
              where account = ? and confirmed_at is not null)""")
        .param(account.id())
        .query(Boolean.class)
        .single();
  }

  /** Begins to add an authenticator; what was begun before and not confirmed is void. */
  public Enrolment begin(Account account) {
    String secret = Totp.secret();
    jdbc.sql(
            """
            insert into rapport.account_factor as f (account, secret) values (?, ?)
            on conflict (account) do update set secret = excluded.secret, last_step = 0
              where f.confirmed_at is null""")
        .params(account.id(), sealed.seal(secret))
        .update();
    return enrolment(account, secret);
  }

  /** What was begun and is not confirmed yet. */
  public Optional<Enrolment> begun(Account account) {
    return jdbc.sql(
            "select secret from rapport.account_factor where account = ? and confirmed_at is null")
        .param(account.id())
        .query(String.class)
        .optional()
        .flatMap(sealed::open)
        .map(secret -> enrolment(account, secret));
  }

  private Enrolment enrolment(Account account, String secret) {
    return new Enrolment(secret, Totp.uri(issuer, account.username(), secret));
  }

  /**
   * Confirms an authenticator by its first code.
   *
   * @return recovery codes, to be shown once; empty where the code is wrong or nothing was begun
   */
  @Transactional
  public List<String> confirm(Account account, String code) {
    OptionalLong step =
        begun(account).map(begun -> step(begun.secret(), code)).orElseGet(OptionalLong::empty);
    if (step.isEmpty()) {
      return List.of();
    }
    int confirmed =
        jdbc.sql(
                """
                update rapport.account_factor set confirmed_at = now(), last_step = ?
                where account = ? and confirmed_at is null""")
            .params(step.getAsLong(), account.id())
            .update();
    return confirmed == 1 ? recoveryCodes(account) : List.of();
  }

  /** New recovery codes in place of those before; to be shown once. */
  @Transactional
  public List<String> recoveryCodes(Account account) {
    jdbc.sql("delete from rapport.recovery_code where account = ?").param(account.id()).update();
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < RECOVERY_CODES; i++) {
      String code =
          new Base32().encodeToString(RandomValue.bytes(RECOVERY_BYTES)).toLowerCase(Locale.ROOT);
      jdbc.sql("insert into rapport.recovery_code (code_hash, account) values (?, ?)")
          .params(RandomValue.hash(account.id() + code), account.id())
          .update();
      codes.add(code.replaceAll("(.{4})(?=.)", "$1-"));
    }
    return codes;
  }

  /** How many recovery codes are left. */
  public int recoveryCodesLeft(Account account) {
    return jdbc.sql("select count(*) from rapport.recovery_code where account = ?")
        .param(account.id())
        .query(Integer.class)
        .single();
  }

  /**
   * Whether a code of the authenticator, or a recovery code, is right; it is spent then. Wrong ones
   * are counted: after ten within an hour none is looked at any more until the hour is over.
   */
  @Transactional
  public boolean takes(Account account, String code) {
    Optional<String> secret =
        jdbc.sql(
                """
                select secret from rapport.account_factor
                where account = ? and confirmed_at is not null
                  and (wrong_codes < ? or wrong_since < now() - %s) for update"""
                    .formatted(WINDOW))
            .params(account.id(), TRIES)
            .query(String.class)
            .optional();
    if (secret.isEmpty()) {
      return false;
    }
    if (spends(account, sealed.open(secret.get()), code)) {
      jdbc.sql("update rapport.account_factor set wrong_codes = 0 where account = ?")
          .param(account.id())
          .update();
      return true;
    }
    jdbc.sql(
            """
            update rapport.account_factor set
              wrong_codes = case when wrong_since < now() - %1$s then 1 else wrong_codes + 1 end,
              wrong_since = case when wrong_codes = 0 or wrong_since < now() - %1$s then now()
                else wrong_since end
            where account = ?"""
                .formatted(WINDOW))
        .param(account.id())
        .update();
    return false;
  }

  /** With the key of the data folder, the secret is lost too: recovery codes are not. */
  private boolean spends(Account account, Optional<String> secret, String code) {
    OptionalLong step = secret.map(known -> step(known, code)).orElseGet(OptionalLong::empty);
    if (step.isPresent()) {
      return jdbc.sql(
                  """
                  update rapport.account_factor set last_step = :step
                  where account = :account and last_step < :step""")
              .param("step", step.getAsLong())
              .param("account", account.id())
              .update()
          == 1;
    }
    String typed = code.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
    return jdbc.sql("delete from rapport.recovery_code where account = ? and code_hash = ?")
            .params(account.id(), RandomValue.hash(account.id() + typed))
            .update()
        == 1;
  }

  /** Takes all factors of a person away: the authenticator, recovery codes, passkeys. */
  @Transactional
  public void forget(Account account) {
    removeCodes(account);
    passkeys.of(account).forEach(one -> passkeys.remove(account, one.id()));
  }

  /** Takes the authenticator and the recovery codes away. */
  @Transactional
  public void removeCodes(Account account) {
    jdbc.sql("delete from rapport.recovery_code where account = ?").param(account.id()).update();
    jdbc.sql("delete from rapport.account_factor where account = ?").param(account.id()).update();
  }

  private OptionalLong step(String secret, String code) {
    Instant now = jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
    return totp.step(secret, code, now);
  }
}
