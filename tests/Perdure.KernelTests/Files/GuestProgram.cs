using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>Compiles guests from tests/Guests, each once in a test run.</summary>
internal static class GuestProgram
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("perdure-guests-").FullName;
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <summary>The path of the compiled guest.</summary>
    public static string Path(string name) => Compiled.GetOrAdd(name, static name => new Lazy<string>(() => Compile(name))).Value;

    private static string Compile(string name, [CallerFilePath] string here = "")
    {
        var source = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "Guests", name + ".c");
        var program = System.IO.Path.Combine(Folder, name);
        using var compiler = Process.Start("gcc", ["-O1", "-o", program, source, "-lpthread"]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }
}
