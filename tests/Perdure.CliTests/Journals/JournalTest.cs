using System.Text.Json;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Journals;

/// <summary>Tests of checkpoints that keep the content of files.</summary>
public abstract class JournalTest : SupervisionTest
{
    private protected JsonElement Files(string id) => Bench.Perdure("show", id, "--json").Expect(0).Json.GetProperty("files");

    private protected long Cost(string id, string what) => Files(id).GetProperty("journal").GetProperty(what).GetInt64();

    /// <summary>The kernel's clock of files has ticked: what was written before is no longer of this very moment.</summary>
    private protected static void LetFilesRest() => Thread.Sleep(150);

    private protected void KillProgram(int pid)
    {
        Kill(pid);
        AwaitBurial(pid);
    }

    private protected static IReadOnlyList<string> Leftovers(string folder) => Directory.GetFiles(folder, ".perdure-*");
}
