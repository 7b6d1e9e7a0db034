using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Namespaces;

/// <summary>A program comes back into its cgroup, where there still is one.</summary>
public sealed class CgroupTests : CliTest
{
    private readonly List<string> folders = [];

    [Fact]
    public void A_program_is_put_back_into_its_cgroup_and_told_when_that_is_gone()
    {
        var cgroup = MakeCgroup();
        var program = Bench.Start("sleep", "sleep", "1000");
        File.WriteAllText(Path.Combine(cgroup, "cgroup.procs"), $"{program.Pid}");
        var before = Procfs.Read($"/proc/{program.Pid}/cgroup");
        var id = Bench.Checkpoint(program.Pid, "--kill").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        Assert.Equal(before, Procfs.Read($"/proc/{program.Pid}/cgroup"));
        var again = Bench.Checkpoint(program.Pid, "--kill").Expect(0).Text("id");
        Patience.Until(() => TryRemove(cgroup), TimeSpan.FromSeconds(10), "the cgroup to be empty");
        var notes = Bench.Restore(again).Expect(0).Json.GetProperty("notes");
        Assert.Contains(notes.EnumerateArray(), note => note.GetString()!.Contains(Path.GetFileName(cgroup), StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var folder in folders.Where(Directory.Exists))
            Patience.TryUntil(() => TryRemove(folder), TimeSpan.FromSeconds(5));
    }

    /// <summary>In the unified hierarchy, or one of version 1.</summary>
    private string MakeCgroup()
    {
        var root = new[] { "/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified", "/sys/fs/cgroup" }.FirstOrDefault(folder => File.Exists(folder + "/cgroup.procs"));
        Assert.SkipUnless(root is not null, "no cgroup file system is mounted");
        var made = $"{root}/perdure-test-{Environment.ProcessId}-{Bench.NextNumber()}";
        try
        {
            Directory.CreateDirectory(made);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"no cgroup can be made here: {refused.Message}");
        }
        folders.Add(made);
        return made;
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
