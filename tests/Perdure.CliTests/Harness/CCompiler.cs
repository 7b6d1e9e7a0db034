using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Perdure.CliTests.Harness;

/// <summary>Compiles a C or C++ program once per content: the result's name holds the hash of source, shared header and flags.</summary>
internal static class CCompiler
{
    private const string Flags = "-D_GNU_SOURCE -std=gnu17 -O1 -g -Wall -Wno-format-truncation -pthread";
    private static readonly Lock Gate = new();

    public static string Build(string name, string moreFlags = "") => Build("gcc", name, ".c", Flags, moreFlags);

    /// <summary>The same for C++, with no flags but these.</summary>
    public static string BuildCxx(string name, string flags) => Build(Needs.Program("g++"), name, ".cc", "-std=gnu++20 -g -Wall -pthread", flags);

    private static string Build(string compiler, string name, string extension, string flags, string moreFlags)
    {
        var source = Path.Combine(Repository.Guests, name + extension);
        var headers = Directory.GetFiles(Repository.Guests, "*.h").Order(StringComparer.Ordinal);
        var text = string.Concat(headers.Prepend(source).Select(File.ReadAllText)) + flags + moreFlags;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        var folder = Path.Combine(Repository.Artifacts, "guests");
        var output = Path.Combine(folder, $"{name.Replace('/', '-')}-{hash}");
        lock (Gate)
        {
            if (!File.Exists(output))
                Compile(new ProcessStartInfo(compiler, $"{flags} -o {output}.{Environment.ProcessId} {source} {moreFlags}"), $"{output}.{Environment.ProcessId}", output);
        }
        return output;
    }

    private static void Compile(ProcessStartInfo start, string partial, string output)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} {start.Arguments}: {errors}");
        File.Move(partial, output, overwrite: true);
    }
}
