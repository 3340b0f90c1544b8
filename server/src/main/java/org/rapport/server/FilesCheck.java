package org.rapport.server;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.rapport.server.account.AccountsFile;
import org.rapport.server.audit.AuditRetention;
import org.rapport.server.audit.fhir.SyslogTarget;
import org.rapport.server.door.TrustedProxies;
import org.rapport.server.journal.MessageRetention;
import org.rapport.server.lead.LeadSettings;
import org.rapport.server.outreach.gate.PolicyConfiguration;
import org.rapport.server.rights.Retention;
import org.rapport.server.security.ClientRegistrationFile;
import org.rapport.server.security.factor.FactorPolicy;
import org.rapport.server.security.signin.OtherIssuer;
import org.rapport.server.web.FormOrigins;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Reads what only its own package understands, the files that settings name among it, before
 * anything starts: otherwise a slip in one would be told after the database stands.
 */
class FilesCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    check(event.getEnvironment());
  }

  static void check(Environment env) {
    given(env, "rapport.clients", file -> ClientRegistrationFile.check(Path.of(file)));
    given(env, "rapport.users", file -> AccountsFile.check(Path.of(file)));
    given(env, "rapport.mfa", FactorPolicy::mode);
    given(env, "rapport.mfa-roles", FactorPolicy::roles);
    given(env, "rapport.oidc.issuer", OtherIssuer::check);
    given(env, "rapport.policy", folder -> PolicyConfiguration.check(Path.of(folder)));
    given(env, "rapport.postal-codes", file -> LeadSettings.postalCodes(Path.of(file)));
    given(env, "rapport.countries", LeadSettings::countries);
    given(env, "rapport.form-budget", LeadSettings::budget);
    given(env, "rapport.form-origins", FormOrigins::check);
    given(env, "rapport.trusted-proxies", TrustedProxies::of);
    given(env, "rapport.retention.audit", AuditRetention::check);
    given(env, "rapport.retention.messages", MessageRetention::check);
    given(env, "rapport.audit-syslog", SyslogTarget::of);
    for (String kept : new String[] {"decisions", "links", "number-checks", "dead-letters"}) {
      given(env, "rapport.retention." + kept, value -> Retention.check(kept, value));
    }
  }

  private static void given(Environment env, String key, Consumer<String> check) {
    String value = env.getProperty(key, "").strip();
    if (!value.isEmpty()) {
      check.accept(value);
    }
  }
}
