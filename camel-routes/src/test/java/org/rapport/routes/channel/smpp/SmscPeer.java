package org.rapport.routes.channel.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/** An SMSC on loopback that takes everything, save where an answer is set. */
public final class SmscPeer implements AutoCloseable, ServerMessageReceiverListener {
  /** Closes the connection instead of an answer. */
  public static final int DROP = -1;

  private final List<SubmitSm> received = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger number = new AtomicInteger(100);
  private SMPPServerSessionListener listener;
  private int port;

  public SmscPeer() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    open();
  }

  /** Listens, on the same port as before. */
  public void open() {
    try {
      listener = new SMPPServerSessionListener(port, new Loopback());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    SMPPServerSessionListener open = listener;
    threads.execute(
        () -> {
          while (true) {
            try {
              SMPPServerSession session = open.accept();
              session.setMessageReceiverListener(this);
              threads.execute(() -> bind(session));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private void bind(SMPPServerSession session) {
    try {
      BindRequest request = session.waitForBind(5_000);
      if ("secret".equals(request.getPassword())) {
        request.accept("smsc");
        sessions.add(session);
      } else {
        request.reject(0x0E);
      }
    } catch (Exception e) {
      session.close();
    }
  }

  public String url(String options) {
    return "smpp://rapport:secret@127.0.0.1:" + port + options;
  }

  /** Answers the next messages with these command_status. */
  public void answer(Integer... next) {
    answers.addAll(List.of(next));
  }

  public List<SubmitSm> received() {
    return received;
  }

  /** Ends every session and listens no more. */
  public void shut() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    sessions.forEach(SMPPServerSession::close);
    sessions.clear();
  }

  /** Delivers a receipt in the words of SMPP 3.4, appendix B. */
  public void receipt(String id, String state) throws Exception {
    String text =
        "id:"
            + id
            + " sub:001 dlvrd:001 submit date:2703011500 done date:2703011501 stat:"
            + state
            + " err:000 text:";
    deliver(
        new ESMClass(MessageMode.DEFAULT, MessageType.SMSC_DEL_RECEIPT, GSMSpecificFeature.DEFAULT),
        (byte) 0,
        text.getBytes(StandardCharsets.US_ASCII),
        "14165550100");
  }

  /** Delivers a patient's text. */
  public void text(String from, byte coding, byte[] octets) throws Exception {
    deliver(new ESMClass(), coding, octets, from);
  }

  private void deliver(ESMClass type, byte coding, byte[] octets, String from) throws Exception {
    sessions
        .get(sessions.size() - 1)
        .deliverShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            from,
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            "14165550100",
            type,
            (byte) 0,
            (byte) 0,
            new RegisteredDelivery(0),
            DataCodings.newInstance(coding),
            octets);
  }

  @Override
  public SubmitSmResult onAcceptSubmitSm(SubmitSm message, SMPPServerSession source)
      throws ProcessRequestException {
    received.add(message);
    Integer answer = answers.poll();
    if (answer != null && answer == DROP) {
      source.close();
      throw new ProcessRequestException("gone", 8);
    }
    if (answer != null && answer != 0) {
      throw new ProcessRequestException("refused", answer);
    }
    try {
      return new SubmitSmResult(
          new MessageId("m" + number.incrementAndGet()), new OptionalParameter[0]);
    } catch (Exception e) {
      throw new ProcessRequestException(e.getMessage(), 8);
    }
  }

  @Override
  public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public QuerySmResult onAcceptQuerySm(QuerySm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptReplaceSm(ReplaceSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptCancelSm(CancelSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public BroadcastSmResult onAcceptBroadcastSm(
      org.jsmpp.bean.BroadcastSm message, SMPPServerSession source) throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptCancelBroadcastSm(
      org.jsmpp.bean.CancelBroadcastSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public org.jsmpp.session.QueryBroadcastSmResult onAcceptQueryBroadcastSm(
      org.jsmpp.bean.QueryBroadcastSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm message, Session source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  /** On this machine only. */
  private static final class Loopback implements ServerConnectionFactory {
    @Override
    public ServerConnection listen(int port) throws IOException {
      return new ServerSocketConnection(
          new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    }

    @Override
    public ServerConnection listen(int port, int timeout) throws IOException {
      return listen(port);
    }

    @Override
    public ServerConnection listen(int port, int timeout, int backlog) throws IOException {
      return listen(port);
    }
  }

  @Override
  public void close() {
    shut();
    threads.shutdownNow();
  }
}
