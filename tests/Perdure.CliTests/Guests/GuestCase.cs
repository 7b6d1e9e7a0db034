using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>The guests that run in one mode, as rows of a theory.</summary>
public static class GuestCase
{
    private static readonly string[] AboutPids = ["process", "thread", "ipc", "syscall"];

    public static TheoryData<string> For(string mode)
    {
        var rows = new TheoryData<string>();
        foreach (var source in GuestSource.All.Where(source => source.RunsIn(mode)))
            rows.Add(source.Name);
        return rows;
    }

    public static TheoryData<string> Alone => For("run");

    public static TheoryData<string> LeaveRunning => For("leave");

    public static TheoryData<string> KillAndRestore => For("kill");

    public static TheoryData<string> ThreeTimes => For("three");

    /// <summary>Those for whom pids matter; memory does not know of them.</summary>
    public static TheoryData<string> NewPids
    {
        get
        {
            var rows = new TheoryData<string>();
            foreach (var source in GuestSource.All.Where(source => source.RunsIn("kill") && AboutPids.Contains(source.Name.Split('-')[0])))
                rows.Add(source.Name);
            return rows;
        }
    }

    public static TheoryData<string> Lazy => For("lazy");

    public static TheoryData<string> WhileBusy => For("ten");
}
