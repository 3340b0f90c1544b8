package org.rapport.server.subscription;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.rapport.server.egress.Egress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Posts notifications to endpoints: to addresses that were looked at in the same look-up that
 * connects to them, without following anybody elsewhere, and without minding what is answered but
 * its status. Thread-safe.
 */
@Component
class RestHook {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final int MOST_CONNECTIONS = 100;
  private static final int ANSWER_BYTES = 64 * 1024;

  private final CloseableHttpClient client;
  private final Clock clock;

  RestHook(@Value("${rapport.egress-allow:}") String allow, Clock clock) {
    this.clock = clock;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new Looked(new Egress(allow)))
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setTimeToLive(TimeValue.ofMinutes(1))
                            .build())
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Rapport")
            .build();
  }

  /**
   * What became of a call.
   *
   * @param retryAfter how long the endpoint wants to be left alone; null: it says nothing
   * @param problem in words, without what was answered; null: it arrived
   */
  record Answer(int status, Duration retryAfter, String problem) {
    boolean arrived() {
      return problem == null;
    }
  }

  /** A call that another thread may end. */
  HttpPost call(Subscriber one, List<String> headers, String body) {
    HttpPost call = new HttpPost(URI.create(one.endpoint()));
    Timeout patience = Timeout.ofSeconds(one.timeoutSeconds());
    call.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(patience)
            .setConnectionRequestTimeout(CONNECT)
            .build());
    for (String header : headers) {
      int colon = header.indexOf(':');
      call.addHeader(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    call.setEntity(
        new ByteArrayEntity(
            body.getBytes(StandardCharsets.UTF_8), ContentType.parseLenient(one.mime())));
    return call;
  }

  /** Does a call; never throws for what the other side does. */
  Answer send(HttpPost call) {
    try (ClassicHttpResponse response =
        client.executeOpen(HttpHost.create(call.getUri()), call, null)) {
      drain(call, response);
      int status = response.getCode();
      return new Answer(
          status,
          retryAfter(response.getFirstHeader("Retry-After")),
          status >= 200 && status < 300 ? null : "The endpoint answered HTTP " + status);
    } catch (UnknownHostException e) {
      return failed("The endpoint has no address that may be reached");
    } catch (InterruptedIOException | CancellationException e) {
      return failed("The endpoint did not answer in time");
    } catch (URISyntaxException | IOException e) {
      return failed(
          call.isCancelled()
              ? "The endpoint did not answer in time"
              : "The endpoint could not be reached (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Answer failed(String problem) {
    return new Answer(0, null, problem);
  }

  // So that the connection can be used again; an answer that does not end ends it.
  private static void drain(HttpPost call, ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return;
    }
    InputStream body = response.getEntity().getContent();
    if (body != null && body.readNBytes(ANSWER_BYTES).length == ANSWER_BYTES) {
      call.cancel();
    }
  }

  private Duration retryAfter(Header header) {
    if (header == null || header.getValue() == null) {
      return null;
    }
    String text = header.getValue().strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? null : wait;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private record Looked(Egress egress) implements DnsResolver {
    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      return Arrays.stream(egress.resolve(host, port))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    }

    // Nothing is asked without a port; if it is, without what the operator allows.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return egress.resolve(host, -1);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
