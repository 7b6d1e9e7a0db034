using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.Agent;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Tracing;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>A program that is nobody's child here: the runtime waits for its own children, and would meet their stops. What it says goes to a file.</summary>
internal sealed class Target : IDisposable
{
    private const int PatienceMilliseconds = 30_000;

    private Target(Pid pid, string folder) => (Pid, Folder) = (pid, folder);

    public Pid Pid { get; }

    /// <summary>A folder of its own, which it is started in.</summary>
    public string Folder { get; }

    public string Said => File.Exists(Path.Combine(Folder, "said")) ? File.ReadAllText(Path.Combine(Folder, "said")) : "";

    public bool Ended => !Directory.Exists($"/proc/{Pid}") || File.ReadAllText($"/proc/{Pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    public static Target Start(string command, Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("perdure-agent-").FullName;
        prepare?.Invoke(folder);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"setsid {command} </dev/null >said 2>&1 & echo $!"]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        using var shell = Process.Start(start)!;
        var pid = int.Parse(shell.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        shell.WaitForExit();
        return new Target(new Pid(pid), folder);
    }

    /// <summary>A child of one that was started.</summary>
    public static Target Of(int pid) => new(new Pid(pid), Directory.CreateTempSubdirectory("perdure-agent-").FullName);

    /// <summary>A guest of tests/Guests that has said "ready".</summary>
    public static Target StartGuest(string name, string arguments = "")
    {
        var target = Start($"'{AgentGuest.Path(name)}' . {arguments}");
        target.Await(() => target.Said.Contains("ready", StringComparison.Ordinal), "the guest to be ready");
        return target;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs something while the program stands still.</summary>
    public T Frozen<T>(Func<FrozenProcess, T> work)
    {
        using var tracer = new TracerThread();
        return tracer.Run(() =>
        {
            using var tree = FrozenTree.Freeze(Pid, wholeTree: false);
            return work(tree.Processes[0]);
        });
    }

    public void Frozen(Action<FrozenProcess> work) => Frozen(process =>
    {
        work(process);
        return 0;
    });

    /// <summary>Takes the hooks away; a thread may have to leave one first.</summary>
    public bool DetachWith(SyscallAgent agent)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            if (Frozen(agent.Detach))
                return true;
            Thread.Sleep(2);
        }

        return false;
    }

    public void Await(Func<bool> condition, string what)
    {
        var deadline = Environment.TickCount64 + PatienceMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"waited in vain for {what}; the program said: {Said}");
            Thread.Sleep(5);
        }
    }

    /// <summary>Lets a guest go on, and expects that it is content.</summary>
    public void ExpectPass()
    {
        File.WriteAllText(Path.Combine(Folder, "go"), "");
        Await(() => Ended, "the guest to end");
        Assert.Contains("pass", Said, StringComparison.Ordinal);
        Assert.DoesNotContain("fail", Said, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!Ended)
            _ = Signals.Kill(Pid, SignalNumber.SIGKILL);
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // It may still be writing into it.
        }
    }
}
