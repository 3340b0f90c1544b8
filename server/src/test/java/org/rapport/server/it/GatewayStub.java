package org.rapport.server.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Twilio-compatible gateway that takes everything, save where a recipient's answers are set. */
final class GatewayStub implements AutoCloseable {
  static final String ACCOUNT = "AC1";
  static final String TOKEN = "gateway-token";
  static final String FROM = "+14165550100";

  /** What the gateway does with one request once it has read it. */
  record Reply(int status, String body) {
    /** Closes the connection without an answer. */
    static final Reply DROP = new Reply(0, "");

    /** Reads, and neither answers nor closes. */
    static final Reply SILENCE = new Reply(-1, "");

    static Reply status(int status) {
      return new Reply(status, "{}");
    }

    /** Refuses with an error code of the provider's. */
    static Reply refused(String code) {
      return new Reply(400, "{\"status\":400,\"code\":" + code + ",\"message\":\"refused\"}");
    }
  }

  /** One request as it arrived. */
  record Received(String to, String from, String body, String callback, String authorization) {
    String attempt() {
      return callback.substring(callback.lastIndexOf('/') + 1);
    }
  }

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Duration latency;
  private final int port;
  private HttpServer server;

  GatewayStub(Duration latency) {
    this.latency = latency;
    this.port = RapportProcess.freePort();
    open();
  }

  /** The settings that lead a process here. */
  Map<String, String> settings() {
    return Map.of(
        "RAPPORT_SMS_URL", "http://127.0.0.1:" + port,
        "RAPPORT_SMS_ACCOUNT", ACCOUNT,
        "RAPPORT_SMS_TOKEN", TOKEN,
        "RAPPORT_SMS_FROM", FROM);
  }

  /** Answers the next requests to a number so; those after them are taken. */
  void answer(String to, Reply... next) {
    replies.computeIfAbsent(to, key -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(next));
  }

  /** Keeps the answers to a number back until the latch is counted down. */
  CountDownLatch hold(String to) {
    return held.computeIfAbsent(to, key -> new CountDownLatch(1));
  }

  /** What arrived for a number, in order. */
  List<Received> received(String to) {
    return received.stream().filter(message -> message.to().equals(to)).toList();
  }

  int count() {
    return received.size();
  }

  /** Begins to listen, on the same port as ever. */
  void open() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
      server.createContext("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json", this::handle);
      server.setExecutor(threads);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops listening: connections are refused from now on. */
  void shut() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String to = form.get("To");
    received.add(
        new Received(
            to,
            form.get("From"),
            form.get("Body"),
            form.get("StatusCallback"),
            exchange.getRequestHeaders().getFirst("Authorization")));
    Reply next = replies.getOrDefault(to, new ConcurrentLinkedQueue<>()).poll();
    pause();
    await(held.getOrDefault(to, new CountDownLatch(0)));
    if (next == Reply.SILENCE) {
      silence();
    }
    if (next == Reply.DROP || next == Reply.SILENCE) {
      exchange.close();
      return;
    }
    byte[] body =
        (next == null
                ? "{\"sid\":\"SM" + number.incrementAndGet() + "\",\"status\":\"queued\"}"
                : next.body())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    // A kept connection that closes under the next request would make that unknown, not refused.
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(next == null ? 201 : next.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void pause() {
    try {
      closing.await(latency.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void silence() {
    await(closing);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : body.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
