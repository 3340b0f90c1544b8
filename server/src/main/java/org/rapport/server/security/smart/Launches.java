package org.rapport.server.security.smart;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rapport.server.store.PersonalRows;
import org.rapport.server.store.RandomValue;
import org.rapport.server.store.Sql;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Launches that an EHR asked for, and whom apps were let into. Times are the database's: launches
 * and tokens expire in real time, also where ours is simulated. In the caller's transaction.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Launches implements PersonalRows {
  /**
   * Whom an app is opened about.
   *
   * @param patient id; null: nobody
   * @param encounter id; null: none
   * @param appointment id; null: none
   */
  record Context(String patient, String encounter, String appointment) {}

  private final JdbcClient jdbc;

  Launches(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes a launch value for an account, good for five minutes.
   *
   * @return the value, which is kept as a hash
   */
  String make(String account, Context context) {
    jdbc.sql("delete from rapport.launch where expires_at < now()").update();
    String value = RandomValue.make();
    jdbc.sql(
            """
            insert into rapport.launch
              (value_hash, account, patient, encounter, appointment, expires_at)
            values (?, ?, ?, ?, ?, now() + interval '5 minutes')""")
        .param(Secrets.hash(value))
        .param(account)
        .param(context.patient())
        .param(context.encounter())
        .param(context.appointment())
        .update();
    return value;
  }

  /** What a launch is about, if it is this account's and still good. */
  Optional<Context> see(String value, String account) {
    return jdbc.sql(
            """
            select patient, encounter, appointment from rapport.launch
            where value_hash = ? and account = ? and expires_at >= now()""")
        .params(Secrets.hash(value), account)
        .query((row, n) -> context(row))
        .optional();
  }

  /** The same, once: it is used up by it. */
  Optional<Context> use(String value, String account) {
    return jdbc.sql(
            """
            delete from rapport.launch
            where value_hash = ? and account = ? and expires_at >= now()
            returning patient, encounter, appointment""")
        .params(Secrets.hash(value), account)
        .query((row, n) -> context(row))
        .optional();
  }

  /** Keeps whom an authorization is about. */
  void remember(String authorization, Context context) {
    jdbc.sql(
            """
            insert into rapport.launch_context
              (authorization_id, patient, encounter, appointment) values (?, ?, ?, ?)
            on conflict (authorization_id) do update set patient = excluded.patient,
              encounter = excluded.encounter, appointment = excluded.appointment""")
        .param(authorization)
        .param(context.patient())
        .param(context.encounter())
        .param(context.appointment())
        .update();
  }

  /** Whom an authorization is about; nobody where that was not said. */
  Context of(String authorization) {
    return jdbc.sql(
            """
            select patient, encounter, appointment from rapport.launch_context
            where authorization_id = ?""")
        .param(authorization)
        .query((row, n) -> context(row))
        .optional()
        .orElse(new Context(null, null, null));
  }

  /** Forgets whom an authorization was about. */
  void forget(String authorization) {
    jdbc.sql("delete from rapport.launch_context where authorization_id = ?")
        .param(authorization)
        .update();
  }

  /**
   * Ends the apps that were let into a record, and those of an account that is the person's: before
   * the account is forgotten, which says whose they are.
   */
  @Override
  public void forget(Collection<String> patients, Collection<String> requests) {
    for (String statement :
        List.of(
            """
            delete from public.oauth2_authorization where id in (
              select authorization_id from rapport.launch_context where patient = any(?))""",
            """
            delete from public.oauth2_authorization where principal_name in (
              select id from rapport.account where patient = any(?))""",
            "delete from rapport.launch_context where patient = any(?)",
            "delete from rapport.launch where patient = any(?)")) {
      jdbc.sql(statement).param(Sql.array(patients)).update();
    }
  }

  private static Context context(ResultSet row) throws SQLException {
    return new Context(
        row.getString("patient"), row.getString("encounter"), row.getString("appointment"));
  }
}
