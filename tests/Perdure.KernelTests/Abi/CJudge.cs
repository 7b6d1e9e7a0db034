using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Perdure.KernelTests.Abi;

/// <summary>Has the C compiler judge claims: writes one C program, compiles it, runs it and compares.</summary>
internal sealed class CJudge
{
    private readonly string? _newerHeaders = Environment.GetEnvironmentVariable("PERDURE_KERNEL_HEADERS");

    /// <summary>Claims that these headers couldn't judge; each is on the allow-list.</summary>
    public List<AbiClaim> NotJudged { get; } = [];

    /// <summary>Claims that are wrong, in words. Throws when the program doesn't compile: then a name is wrong.</summary>
    public IReadOnlyList<string> FindWrong(IReadOnlyList<AbiClaim> claims)
    {
        var folder = Directory.CreateTempSubdirectory("perdure-judge-").FullName;
        try
        {
            WriteProgram(folder, claims);
            Run(folder, "gcc", ["-w", "-std=gnu11", "-D_GNU_SOURCE", .. Includes(), "-o", "judge", .. Directory.GetFiles(folder, "*.c")]);
            return Compare(claims, Run(folder, Path.Combine(folder, "judge"), []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Headers contradict each other, so that each group of claims is a translation unit of its own.</summary>
    private void WriteProgram(string folder, IReadOnlyList<AbiClaim> claims)
    {
        var main = new StringBuilder("int main(void)\n{\n");
        var unit = 0;
        foreach (var group in claims.Index().GroupBy(claim => claim.Item.Prelude))
        {
            var text = new StringBuilder(group.Key).Append("extern int printf(const char *, ...);\n").Append($"void judge{unit}(void)\n{{\n");
            foreach (var (index, claim) in group)
                text.Append(Statement(index, claim));
            File.WriteAllText(Path.Combine(folder, $"unit{unit}.c"), text.Append("}\n").ToString());
            main.Append($"    extern void judge{unit}(void); judge{unit}();\n");
            unit++;
        }
        File.WriteAllText(Path.Combine(folder, "main.c"), main.Append("    return 0;\n}\n").ToString());
    }

    /// <summary>A name that old headers may lack is judged where it is a macro that they have; types and enumerators can't be asked for.</summary>
    private string Statement(int index, AbiClaim claim)
    {
        var print = $"    printf(\"{index} %lld\\n\", (long long)({claim.Expression}));\n";
        if (_newerHeaders is not null && !NewerThanHeaders.InNoHeader.ContainsKey(claim.CName))
            return print;
        return NewerThanHeaders.Has(claim.CName) ? $"#ifdef {claim.CName.Split(' ')[^1]}\n{print}#endif\n" : print;
    }

    private string[] Includes() => _newerHeaders is null ? [] : ["-isystem", _newerHeaders, "-isystem", Path.Combine(_newerHeaders, "x86_64-linux-gnu")];

    private List<string> Compare(IReadOnlyList<AbiClaim> claims, string output)
    {
        var judged = new Dictionary<int, long>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            judged[int.Parse(words[0], CultureInfo.InvariantCulture)] = long.Parse(words[1], CultureInfo.InvariantCulture);
        }
        var wrong = new List<string>();
        foreach (var (index, claim) in claims.Index())
        {
            if (!judged.TryGetValue(index, out var truth))
                NotJudged.Add(claim);
            else if (truth != claim.Value)
                wrong.Add($"{claim.Ours}: we say {claim.Value}, C says {claim.Expression} is {truth}");
        }
        return wrong;
    }

    private static string Run(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Xunit.Assert.True(process.ExitCode == 0, $"{program} failed:\n{errors.Result}");
        return output;
    }
}
