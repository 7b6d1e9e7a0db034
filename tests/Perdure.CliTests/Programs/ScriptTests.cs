using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>Interpreters: each counts up in a file as long as nobody tells it to end, then sums up. No number may be missing or come twice.</summary>
public sealed class ScriptTests : ProgramTest
{
    private const string Python = """
        import os, subprocess, sys, threading, time
        folder = sys.argv[1]
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        log = open(folder + "/numbers", "a", buffering=1)
        ticks, x, y = [0], 1.0, 0.0
        def tick():
            while True:
                ticks[0] += 1
                time.sleep(0.01)
        threading.Thread(target=tick, daemon=True).start()
        n = 0
        while not os.path.exists(folder + "/go"):
            n += 1
            x = x * 1.0000001 + 1 / n
            y = y + x ** 0.5
            child.stdin.write(f"{n}\n")
            child.stdin.flush()
            assert int(child.stdout.readline()) == n
            log.write(f"{n}\n")
            time.sleep(0.002)
        a, b = 1.0, 0.0
        for i in range(1, n + 1):
            a = a * 1.0000001 + 1 / i
            b = b + a ** 0.5
        before = ticks[0]
        time.sleep(0.2)
        child.stdin.close()
        print("pass" if (a, b) == (x, y) and ticks[0] > before and child.wait() == 0 else f"fail {a} {x} {b} {y} {before} {ticks[0]}", flush=True)
        """;

    private const string Bash = """
        n=0
        while [ ! -e "$1/go" ]; do n=$((n + 1)); echo $n; sleep 0.01; done |
          sed -u 's/^/number /' |
          while read -r word number; do echo "$number" >> "$1/numbers"; done
        trap 'echo trapped' USR1
        kill -USR1 $$
        echo pass
        """;

    private const string Node = """
        const fs = require('fs'), folder = process.argv[2], crypto = require('crypto');
        let n = 0, beats = 0, hashes = 0;
        const log = fs.openSync(folder + '/numbers', 'a');
        setInterval(() => beats++, 20);
        const hash = () => crypto.pbkdf2('a', 'b', 200, 16, 'sha256', () => { hashes++; setTimeout(hash, 5); });
        hash();
        const step = () => {
          fs.writeSync(log, `${++n}\n`);
          if (!fs.existsSync(folder + '/go')) return setTimeout(step, 3);
          const b = beats, h = hashes;
          setTimeout(() => { console.log(beats > b && hashes > h ? 'pass' : `fail ${beats} ${b} ${hashes} ${h}`); process.exit(0); }, 500);
        };
        step();
        """;

    private const string Java = """
        import java.nio.file.*;
        import java.util.*;
        import java.util.concurrent.*;
        import java.util.concurrent.atomic.*;
        public class Guest {
            static final ConcurrentHashMap<Long, byte[]> kept = new ConcurrentHashMap<>();
            public static void main(String[] args) throws Exception {
                Path folder = Path.of(args[0]);
                AtomicLong garbage = new AtomicLong();
                AtomicReference<String> wrong = new AtomicReference<>();
                for (int t = 0; t < 4; t++) {
                    long seed = t;
                    Thread thread = new Thread(() -> {
                        for (long i = 0; ; i++) {
                            byte[] bytes = new byte[20000];
                            Arrays.fill(bytes, (byte) (i + seed));
                            kept.put(seed * 1000 + i % 500, bytes);
                            byte[] old = kept.get(seed * 1000 + (i * 7) % 500);
                            if (old != null && old[0] != old[old.length - 1]) wrong.set("an array changed");
                            garbage.incrementAndGet();
                            if (i % 50 == 0) try { Thread.sleep(1); } catch (InterruptedException e) { return; }
                        }
                    });
                    thread.setDaemon(true);
                    thread.start();
                }
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
                AtomicLong beats = new AtomicLong();
                timer.scheduleAtFixedRate(beats::incrementAndGet, 10, 10, TimeUnit.MILLISECONDS);
                try (var log = Files.newBufferedWriter(folder.resolve("numbers"))) {
                    for (long n = 1; !Files.exists(folder.resolve("go")); n++) {
                        log.write(n + "\n");
                        log.flush();
                        Thread.sleep(3);
                    }
                }
                long b = beats.get(), g = garbage.get();
                Thread.sleep(500);
                System.gc();
                System.out.println(wrong.get() == null && beats.get() > b && garbage.get() > g ? "pass" : "fail " + wrong.get() + beats + " " + b + " " + garbage + " " + g);
                System.exit(0);
            }
        }
        """;

    private const string TerminalShell = """
        set -m
        n=0
        trap 'echo resized > "$1/resized"' WINCH
        while [ ! -e "$1/go" ]; do n=$((n + 1)); echo $n | tee -a "$1/numbers"; sleep 0.01; done
        sleep 1000 &
        kill -STOP %1; jobs; kill %1; fg >/dev/null 2>&1
        [ "$(tty)" = "$(readlink /proc/$$/fd/0)" ] && echo pass
        """;

    public static TheoryData<string> Interpreters => ["python3", "bash", "node", "java", "script"];

    [Theory]
    [MemberData(nameof(Interpreters))]
    public void It_comes_back_three_times(string name)
    {
        var program = Start(name);
        var seen = 0;
        ThreeTimes(program.Pid, round =>
        {
            Patience.Until(() => Count() >= seen + 5, TimeSpan.FromSeconds(20), $"{name} to count on in round {round}, it is at {seen}\n{program.Output}{program.Errors}{Bench.Transcript}");
            seen = Count();
        });
        ExpectPass(program);
    }

    [Theory]
    [MemberData(nameof(Interpreters))]
    public void Ten_checkpoints_leave_it_running(string name)
    {
        var program = Start(name);
        for (var round = 0; round < 10; round++)
        {
            var seen = Count();
            Bench.Checkpoint(program.Pid, "--leave-running").Expect(0);
            Patience.Until(() => Count() > seen, TimeSpan.FromSeconds(20), $"{name} to count on after checkpoint {round}\n{program.Output}{program.Errors}");
        }
        ExpectPass(program);
    }

    private Keeper Start(string name)
    {
        var file = WriteFile(name switch { "java" => "Guest.java", "node" => "guest.js", _ => $"guest-{name}" }, Text(name));
        string[] command = name switch
        {
            "java" => [Needs.Program("java"), "-Xmx128m", "-cp", Compiled(file), "Guest", Bench.Folder],
            "script" => [Needs.Program("script"), "-qf", "-c", $"bash {file} {Bench.Folder}", Path.Combine(Bench.Folder, "typescript")],
            _ => [Needs.Program(name), file, Bench.Folder],
        };
        var program = Bench.Start(name, command);
        Patience.Until(() => program.ExitCode() is not null || Count() >= 3, TimeSpan.FromSeconds(40), $"{name} to count\n{program.Output}{program.Errors}");
        Assert.True(program.ExitCode() is null, $"{name} ended\n{program.Output}{program.Errors}");
        return program;
    }

    private static string Text(string name) => name switch
    {
        "python3" => Python,
        "bash" => Bash,
        "node" => Node,
        "java" => Java,
        _ => TerminalShell,
    };

    private string Compiled(string file)
    {
        var javac = Bench.Start("javac", Needs.Program("javac"), "-d", Bench.MakeFolder("classes"), file);
        Assert.True(javac.WaitForExit(TimeSpan.FromSeconds(90)) == 0, $"javac: {javac.Errors}");
        return Path.Combine(Bench.Folder, "classes");
    }

    private int Count()
    {
        var file = Path.Combine(Bench.Folder, "numbers");
        return File.Exists(file) ? File.ReadLines(file).Count() : 0;
    }

    private void ExpectPass(Keeper program)
    {
        File.WriteAllText(Path.Combine(Bench.Folder, "go"), "");
        Patience.TryUntil(() => program.Output.Contains("pass", StringComparison.Ordinal) || program.Output.Contains("fail", StringComparison.Ordinal) || !ProcessTree.IsAlive(program.Pid), TimeSpan.FromSeconds(30));
        Assert.True(program.Output.Contains("pass", StringComparison.Ordinal), $"{program.Output}{program.Errors}\n{Bench.Transcript}");
        var numbers = File.ReadAllLines(Path.Combine(Bench.Folder, "numbers"));
        for (var i = 0; i < numbers.Length; i++)
            Assert.True(numbers[i] == $"{i + 1}", $"line {i + 1} of the numbers is '{numbers[i]}'");
    }
}
