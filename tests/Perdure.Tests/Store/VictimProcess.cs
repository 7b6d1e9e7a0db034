using System.Diagnostics;
using Perdure.Kernel.Faults;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>A test method of this assembly that works on a store in a process of its own, so that it can be killed.</summary>
internal sealed class VictimProcess : IDisposable
{
    private const string StoreVariable = "PERDURE_TEST_STORE_VICTIM";
    private const string ReadyVariable = "PERDURE_TEST_STORE_READY";
    private readonly string _ready = Path.Combine(Path.GetTempPath(), "perdure-ready-" + Guid.NewGuid().ToString("n"));
    private readonly Process _process;

    public VictimProcess(Type test, string method, string root, string? killAt = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", test.Assembly.Location, "-method", $"{test.FullName}.{method}"])
        {
            RedirectStandardOutput = true,
            Environment = { [StoreVariable] = root, [ReadyVariable] = _ready },
        };
        if (killAt is not null)
            start.Environment[FailurePoints.Variable] = killAt + ":kill";
        _process = Process.Start(start)!;
    }

    /// <summary>In the victim: the store to work on. Anywhere else the test is skipped.</summary>
    public static string StoreOfVictim()
    {
        var root = Environment.GetEnvironmentVariable(StoreVariable);
        Assert.SkipWhen(root is null, "runs only as the child of another test");
        return root!;
    }

    /// <summary>In the victim: from now on it may be killed.</summary>
    public static void SayReady() => File.WriteAllText(Environment.GetEnvironmentVariable(ReadyVariable)!, "");

    public void AwaitReady()
    {
        while (!File.Exists(_ready) && !_process.HasExited)
            Thread.Sleep(1);
    }

    /// <summary>Kills it. It must not have ended by itself.</summary>
    public void Kill()
    {
        Assert.False(_process.HasExited, "the victim failed before it was killed");
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for its end, and answers how it came: 137 is SIGKILL.</summary>
    public int AwaitEnd()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // Its locks end with it, so its end is awaited.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_ready);
    }
}
