# A virtual machine that compiles and runs a program with rare branches.
d=$(mktemp -d) && cd "$d" || exit 1
trap 'rm -rf "$d"' EXIT
cat >Jobs.java <<'JAVA'
import java.io.*; import java.net.*; import java.nio.*; import java.nio.channels.*; import java.nio.file.*; import java.util.*;
public class Jobs {
    public static void main(String[] a) throws Exception {
        Random random = new Random();
        while (true) {
            int job = random.nextInt(400);
            if (job < 150) { Path p = Files.createTempFile("j", "x"); Files.write(p, new byte[5000]); Files.delete(p); }
            else if (job < 250) { byte[][] garbage = new byte[200][]; for (int i = 0; i < 200; i++) garbage[i] = new byte[20000]; }
            else if (job < 320) { Thread t = new Thread(() -> {}); t.start(); t.join(); }
            else if (job < 360) { try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); Socket c = new Socket(s.getInetAddress(), s.getLocalPort())) { s.accept().close(); } }
            else if (job < 380) { try (Selector s = Selector.open()) { s.selectNow(); } }
            else if (job < 390) { new ProcessBuilder("true").start().waitFor(); }
            else if (job < 394) { Path p = Files.createTempFile("j", "x"); try (FileChannel f = FileChannel.open(p, StandardOpenOption.READ, StandardOpenOption.WRITE)) { f.map(FileChannel.MapMode.READ_WRITE, 0, 4096).force(); f.lock().close(); } Files.delete(p); }
            else if (job < 396) { Path p = Files.createTempDirectory("j"); Files.createSymbolicLink(p.resolve("l"), p); Files.delete(p.resolve("l")); Files.delete(p); }
            else if (job < 398) { System.gc(); }
            else { InetAddress.getByName("localhost"); Files.getFileStore(Path.of("/")).getUsableSpace(); }
            Thread.sleep(30);
        }
    }
}
JAVA
exec java -Xmx64m Jobs.java
