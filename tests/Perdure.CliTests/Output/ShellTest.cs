using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Output;

/// <summary>The tool as a shell starts it, with redirections; "$P" is the tool.</summary>
public abstract class ShellTest : CliTest
{
    private protected CommandResult Shell(string script)
    {
        var shell = Bench.Start("shell", "env", $"PERDURE_STORE={Bench.Store}", $"P={PerdureBinary.Path}", "bash", "-c", script);
        var code = shell.WaitForExit(TimeSpan.FromSeconds(60));
        Assert.True(code is not null, $"{script} hangs\n{shell.Output}{shell.Errors}");
        return new CommandResult(script, code!.Value, shell.Output, shell.Errors, TimeSpan.Zero);
    }

    /// <summary>A sleep with an ended child that it never asks about.</summary>
    private protected int StartParentOfZombie()
    {
        var parent = Bench.Start("parent", "sh", "-c", "sleep 0 & exec sleep 1000");
        Patience.Until(() => ProcessTree.Of(parent.Pid).Any(pid => ProcessTree.State(pid) == 'Z'), TimeSpan.FromSeconds(5), "a zombie");
        return parent.Pid;
    }
}
