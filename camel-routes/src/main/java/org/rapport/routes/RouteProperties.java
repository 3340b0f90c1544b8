package org.rapport.routes;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rapport.routes.kafka.KafkaSettings;
import org.rapport.routes.start.OwnRoute;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Derives what the YAML routes refer to ({@code {{rapport.…}}}) and where Camel looks for them from
 * the operator's settings, before the application starts.
 */
public class RouteProperties implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    event
        .getEnvironment()
        .getPropertySources()
        .addLast(new MapPropertySource("rapport-routes", derive(event.getEnvironment())));
  }

  /** The derived properties. */
  public static Map<String, Object> derive(Environment env) {
    Map<String, Object> derived = new LinkedHashMap<>();
    boolean routes = !"server".equals(env.getProperty("rapport.role", "all"));
    String folder = env.getProperty("rapport.routes", "");
    derived.put("camel.main.routes-collector-enabled", routes);
    derived.put(
        "camel.main.routes-include-pattern",
        "classpath:rapport-errors/*.camel.yaml,classpath:rapport-routes/*.camel.yaml"
            + (KafkaSettings.isOn(env) ? ",classpath:rapport-kafka/*.camel.yaml" : "")
            + (folder.isBlank() ? "" : ",file:" + folder + "/**/*.camel.yaml"));
    derived.put("camel.main.shutdown-timeout", 20);
    derived.put("camel.component.mllp.log-phi", false);
    // Else a kamelet deals with errors by Camel's default policy, and the route's own never hears
    // of them.
    derived.put("camel.component.kamelet.no-error-handler", true);
    derived.put(
        "rapport.mllp.enabled", routes && !"0".equals(env.getProperty("rapport.mllp.port", "0")));
    sms(env, derived);
    smtp(env, derived);
    ehr(env, derived, routes);
    register(env, derived, routes);
    String topic = env.getProperty("rapport.kafka.appointments", "").strip();
    derived.put("rapport.kafka.appointments.enabled", routes && !topic.isEmpty());
    derived.put("rapport.kafka.appointments.topic", topic.isEmpty() ? "none" : topic);
    return derived;
  }

  private static void sms(Environment env, Map<String, Object> derived) {
    String url = env.getProperty("rapport.sms.url", "");
    boolean smpp = !env.getProperty("rapport.smpp.url", "").isBlank();
    boolean own = OwnRoute.is(url);
    String channel = url.isBlank() ? "sandbox" : "sms";
    derived.put(
        "rapport.sms.channel",
        own && !smpp ? url.strip() : "direct:channel-" + (smpp ? "smpp" : channel));
    String base = own || url.isBlank() ? "http://127.0.0.1:9" : url.replaceAll("/+$", "");
    derived.put(
        "rapport.sms.endpoint",
        base
            + "/2010-04-01/Accounts/"
            + env.getProperty("rapport.sms.account", "none")
            + "/Messages.json");
  }

  private static void smtp(Environment env, Map<String, Object> derived) {
    String url = env.getProperty("rapport.smtp.url", "");
    derived.put(
        "rapport.smtp.channel", url.isBlank() ? "direct:channel-sandbox" : "direct:channel-email");
    URI uri = URI.create(url.isBlank() ? "smtp://127.0.0.1:9" : url);
    int port = uri.getPort() > 0 ? uri.getPort() : "smtps".equals(uri.getScheme()) ? 465 : 587;
    // Whom to log in as, and how long to wait, the sender knows; a URI would end in logs.
    derived.put(
        "rapport.smtp.endpoint",
        uri.getScheme()
            + "://"
            + uri.getHost()
            + ":"
            + port
            + "?contentType=text/html;charset=UTF-8&javaMailSender=#signedMailSender");
  }

  private static void ehr(Environment env, Map<String, Object> derived, boolean routes) {
    String address = env.getProperty("rapport.ehr.mllp", "");
    derived.put("rapport.ehr.mllp.enabled", routes && !address.isBlank());
    derived.put("rapport.ehr.mllp.address", address.isBlank() ? "127.0.0.1:9" : address);
    boolean fhir = routes && !env.getProperty("rapport.ehr.fhir-url", "").isBlank();
    String poll = env.getProperty("rapport.ehr.poll", "").strip();
    derived.put("rapport.ehr.fhir.enabled", fhir);
    derived.put(
        "rapport.ehr.keys.enabled",
        fhir && !env.getProperty("rapport.ehr.client-key", "").isBlank());
    derived.put("rapport.ehr.poll.enabled", fhir && !poll.isEmpty());
    derived.put(
        "rapport.ehr.poll.period", Duration.parse(poll.isEmpty() ? "PT1H" : poll).toMillis());
    derived.put(
        "rapport.ehr.notification.enabled",
        fhir && !env.getProperty("rapport.ehr.notification-secret", "").isBlank());
    derived.put(
        "rapport.ehr.subscription.enabled",
        fhir && !env.getProperty("rapport.ehr.subscription", "").isBlank());
  }

  // A route of the operator's own, direct:…, may stand for the one that asks over HTTP.
  private static void register(Environment env, Map<String, Object> derived, boolean routes) {
    String url = env.getProperty("rapport.number-register.url", "").strip();
    boolean own = OwnRoute.is(url);
    derived.put("rapport.number-register.enabled", routes && !url.isBlank());
    derived.put("rapport.number-register.to", own ? url : "direct:number-register-http");
    derived.put(
        "rapport.number-register.endpoint", own || url.isBlank() ? "http://127.0.0.1:9" : url);
  }
}
