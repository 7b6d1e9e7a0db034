using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Compiles guests, each once in a test run, in ways that differ in how they make system calls.</summary>
internal static class AgentGuest
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("perdure-agent-guests-").FullName;
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <param name="name">Its source in tests/Guests; with ":static" behind it without shared libraries, with ":shared" as one.</param>
    public static string Path(string name) => Compiled.GetOrAdd(name, static name => new Lazy<string>(() => Compile(name))).Value;

    private static string Compile(string name, [CallerFilePath] string here = "")
    {
        var parts = name.Split(':');
        var source = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "Guests", parts[0] + ".c");
        var program = System.IO.Path.Combine(Folder, name.Replace(':', '-'));
        string[] more = parts switch { [_] => [], [_, "shared"] => ["-shared", "-fPIC"], _ => ["-" + parts[1]] };
        using var compiler = Process.Start("gcc", ["-D_GNU_SOURCE", "-O1", "-pthread", "-o", program, source, .. more, "-ldl"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }
}
