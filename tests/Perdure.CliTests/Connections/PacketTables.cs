using System.Diagnostics;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Connections;

/// <summary>The tables of nf_tables that hold back packets for checkpoints of one test, as nft(8) shows them.</summary>
internal static class PacketTables
{
    /// <summary>Whether a checkpoint has one.</summary>
    public static bool Has(string checkpoint) => Names().Contains($"perdure-{checkpoint}");

    /// <summary>The names of all of them.</summary>
    public static IReadOnlySet<string> Names()
    {
        using var nft = Process.Start(new ProcessStartInfo(Needs.Program("nft"), "list tables") { RedirectStandardOutput = true })!;
        var output = nft.StandardOutput.ReadToEnd();
        nft.WaitForExit();
        return output.Split('\n').Select(line => line.Split(' ')).Where(words => words is ["table", "inet", _]).Select(words => words[2])
            .Where(name => name.StartsWith("perdure-", StringComparison.Ordinal)).ToHashSet();
    }
}
