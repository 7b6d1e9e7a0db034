using System.Diagnostics;
using System.Globalization;
using Perdure.Agent;
using Perdure.Agent.Code;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Tracing;

namespace Perdure.Micro;

/// <summary>What the hooks of the syscall agent add to a call, and how long a program stands still when they are placed and taken away.</summary>
internal static class AgentBench
{
    private const int Times = 21;

    public static int Run(string source)
    {
        var folder = Directory.CreateTempSubdirectory("perdure-agent-bench-").FullName;
        try
        {
            var program = Path.Combine(folder, "agent-cost");
            using (var compiler = Process.Start("gcc", ["-O2", "-o", program, source]))
            {
                compiler.WaitForExit();
                if (compiler.ExitCode != 0)
                    return 1;
            }

            Measure(program, folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string program, string folder)
    {
        // It is the shell's child, not ours: the runtime waits for its own, and would meet their stops.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "mkfifo go; \"$0\" <go >said & echo $!; exec 3>go; read line; echo >&3", program])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        using var shell = Process.Start(start)!;
        var pid = new Pid(int.Parse(shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
        try
        {
            var said = Path.Combine(folder, "said");
            while (!File.Exists(said) || File.ReadAllText(said) != "ready\n")
                Thread.Sleep(10);
            using var tracer = new TracerThread();
            Attach(tracer, pid);
            shell.StandardInput.WriteLine();
            while (File.ReadAllText($"/proc/{pid}/stat") is var stat && !stat.Contains(") Z ", StringComparison.Ordinal))
            {
                Thread.Sleep(50);
                if (!Directory.Exists($"/proc/{pid}"))
                    break;
            }

            Console.Write(File.ReadAllText(said)["ready\n".Length..]);
        }
        catch (FileNotFoundException)
        {
            // It has ended, between two looks.
            Console.Write(File.ReadAllText(Path.Combine(folder, "said"))["ready\n".Length..]);
        }
        finally
        {
            _ = Signals.Kill(pid, SignalNumber.SIGKILL);
        }
    }

    private static void Attach(TracerThread tracer, Pid pid)
    {
        var (surveys, attaches, detaches) = (new List<double>(), new List<double>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            var watch = Stopwatch.StartNew();
            var survey = CodeSurvey.Take(pid);
            surveys.Add(watch.Elapsed.TotalMilliseconds);
            SyscallAgent agent = null!;
            attaches.Add(Stopped(tracer, pid, process => agent = SyscallAgent.Attach(process, survey)));
            if (time < Times - 1)
                detaches.Add(Stopped(tracer, pid, process => Assert.Always(agent.Detach(process))));
            else
                Console.WriteLine($"{agent.HookCount} hooks; survey {Median(surveys):0.0} ms (the program runs), pause to attach {Median(attaches):0.0} ms, to detach {Median(detaches):0.0} ms");
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Stopped(TracerThread tracer, Pid pid, Action<FrozenProcess> work) => tracer.Run(() =>
    {
        var tree = FrozenTree.Freeze(pid, wholeTree: false);
        using (tree)
            work(tree.Processes[0]);
        return tree.StoppedTicks * 1000.0 / Stopwatch.Frequency;
    });
}
