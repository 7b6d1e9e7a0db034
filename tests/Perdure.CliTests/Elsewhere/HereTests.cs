using System.Diagnostics;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Elsewhere;

/// <summary>What a restore would lack here is said before it is tried, all of it at once.</summary>
public sealed class HereTests : ElsewhereTest
{
    [Fact]
    public void Another_build_and_a_missing_file_are_named()
    {
        var program = Path.Combine(Bench.Folder, "program");
        Compile(program, "first");
        var data = WriteFile("data", "0123456789");
        var target = Bench.Start("program", program, data);
        Patience.Until(() => target.Output.Contains("ready", StringComparison.Ordinal), Limit, "the program to be ready");
        var id = Bench.Checkpoint(target.Pid, "--kill").Expect(0).Text("id");
        Bench.Perdure("push", id, "--to", There).Expect(0);
        Assert.Empty(Lacks(id, 0));

        File.Delete(program);
        Compile(program, "second");
        File.Delete(data);
        var lacks = Lacks(id, 1);
        Assert.Contains(lacks, lack => lack.Contains(program, StringComparison.Ordinal) && lack.Contains("build id", StringComparison.Ordinal));
        Assert.Contains(lacks, lack => lack.Contains(data, StringComparison.Ordinal));
        Bench.Restore(id, "--store", There).ExpectFailure(1, program, "build id");
        File.Delete(program);
        Bench.Restore(id, "--store", There).ExpectFailure(1, program, "no longer exists");
    }

    private List<string> Lacks(string id, int code) =>
        [.. Bench.Perdure("verify", id, "--here", "--json", "--store", There).Expect(code).Json.GetProperty("lacks").EnumerateArray().Select(one => one.GetString()!)];

    private void Compile(string program, string word)
    {
        var source = WriteFile("program.c", $"#include <stdio.h>\n#include <fcntl.h>\n#include <unistd.h>\nint main(int n, char **a) {{ open(a[1], O_RDONLY); puts(\"ready {word}\"); fflush(stdout); for (;;) pause(); }}\n");
        using var gcc = Process.Start("gcc", ["-Wl,--build-id", "-o", program, source]);
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
    }
}
