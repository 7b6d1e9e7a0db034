using System.Diagnostics;
using Perdure.Kernel;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>A guest that has said "ready" and waits.</summary>
internal sealed class RunningGuest : IDisposable
{
    private readonly Process _process;

    private RunningGuest(Process process) => _process = process;

    public Pid Pid => new(_process.Id);

    /// <summary>The guest and its children.</summary>
    public IReadOnlyList<Pid> Tree
    {
        get
        {
            var children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return [Pid, .. children.Select(child => new Pid(int.Parse(child)))];
        }
    }

    public static RunningGuest Start(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(GuestProgram.Path(name), arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadLine();
        Assert.True(said == "ready", $"{name} {string.Join(' ', arguments)} said '{said}'");
        // It closes its output after that word, so that nothing of the test's is open in it.
        Assert.Equal("", process.StandardOutput.ReadToEnd());
        return new RunningGuest(process);
    }

    public void Kill()
    {
        foreach (var pid in Tree.Reverse())
            Perdure.Kernel.Calls.Signals.Kill(pid, SignalNumber.SIGKILL);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
