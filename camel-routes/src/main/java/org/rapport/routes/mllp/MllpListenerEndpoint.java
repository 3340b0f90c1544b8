package org.rapport.routes.mllp;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** An address to listen on, and how patient to be with whom. */
public class MllpListenerEndpoint extends DefaultEndpoint {
  private final MllpListenerComponent component;
  private final String host;
  private final int port;
  private int maxConnections = 256;
  private int maxStrangers = 64;
  private int firstByteSeconds = 10;
  private int messageSeconds = 60;
  private int idleSeconds = 3600;
  private int maxBytes = 1024 * 1024;

  MllpListenerEndpoint(String uri, MllpListenerComponent component, String address) {
    super(uri, component);
    this.component = component;
    int colon = address.lastIndexOf(':');
    this.host = address.substring(0, colon).replaceAll("^\\[|]$", "");
    this.port = Integer.parseInt(address.substring(colon + 1));
  }

  @Override
  public Producer createProducer() {
    throw new UnsupportedOperationException("rapport-mllp: only listens");
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    MllpConsumer consumer = new MllpConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  MllpListenerComponent listener() {
    return component;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  public int getMaxConnections() {
    return maxConnections;
  }

  /** Connections at once, of everybody. */
  public void setMaxConnections(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  public int getMaxStrangers() {
    return maxStrangers;
  }

  /** Connections of one address that have not sent a message yet. */
  public void setMaxStrangers(int maxStrangers) {
    this.maxStrangers = maxStrangers;
  }

  public int getFirstByteSeconds() {
    return firstByteSeconds;
  }

  /** How long whoever has not sent a message yet may be silent. */
  public void setFirstByteSeconds(int firstByteSeconds) {
    this.firstByteSeconds = firstByteSeconds;
  }

  public int getMessageSeconds() {
    return messageSeconds;
  }

  /** How long a message may take from its first byte to its last, and an answer to be taken. */
  public void setMessageSeconds(int messageSeconds) {
    this.messageSeconds = messageSeconds;
  }

  public int getIdleSeconds() {
    return idleSeconds;
  }

  /** How long a sender may be silent between two messages. */
  public void setIdleSeconds(int idleSeconds) {
    this.idleSeconds = idleSeconds;
  }

  public int getMaxBytes() {
    return maxBytes;
  }

  /** The largest message that is read to its end. */
  public void setMaxBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }
}
