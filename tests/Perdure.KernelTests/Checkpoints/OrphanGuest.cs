using System.Diagnostics;
using System.Globalization;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.KernelTests.Files;

namespace Perdure.KernelTests.Checkpoints;

/// <summary>A guest that is nobody's child here: the runtime waits for its own children, and would meet their stops.</summary>
internal sealed class OrphanGuest : IDisposable
{
    private OrphanGuest(Pid pid) => Pid = pid;

    public Pid Pid { get; }

    /// <param name="name">Its source.</param>
    /// <param name="wrapper">A command that starts it, such as one that turns address randomization off.</param>
    public static OrphanGuest Start(string name, string wrapper = "")
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{wrapper} '{GuestProgram.Path(name)}' </dev/null >/dev/null 2>&1 & echo $!"]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var pid = int.Parse(shell.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        shell.WaitForExit();
        return new OrphanGuest(new Pid(pid));
    }

    public void Dispose() => _ = Signals.Kill(Pid, SignalNumber.SIGKILL);
}
