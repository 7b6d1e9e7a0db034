using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Guarding;

/// <summary>
/// Run-times that make faults on purpose and turn them into exceptions or panics: an access through null in their code, a division by zero, a poll of a page that says "stop". What they can't turn into
/// anything they tell by abort, after which nothing of theirs can go on.
/// </summary>
internal sealed class Runtimes
{
    private static readonly (string Library, string Name)[] s_libraries =
    [
        ("libjvm.so", "JVM"), ("libcoreclr.so", ".NET"), ("libclrjit.so", ".NET"), ("libmonosgen", "Mono"), ("libmono-2.0", "Mono"), ("libnode.so", "Node.js"), ("libv8.so", "V8"), ("libjulia", "Julia"),
        ("libwasmtime", "Wasmtime"), ("libart.so", "ART"), ("libbeam", "Erlang"),
    ];

    private static readonly (string Program, string Name)[] s_programs = [("node", "Node.js"), ("nodejs", "Node.js"), ("beam.smp", "Erlang"), ("sbcl", "SBCL"), ("julia", "Julia"), ("mono", "Mono")];

    private readonly ProcessCode _code;
    private readonly HashSet<string> _modules = [];

    /// <summary>Looks at what a process has mapped.</summary>
    public Runtimes(ProcessCode code)
    {
        _code = code;
        foreach (var path in code.Maps.Select(map => map.Path).Where(path => path.StartsWith('/')).Distinct())
        {
            if (NameOf(path) is not { } name)
                continue;
            Name = name;
            _modules.Add(path);
        }

        if (Name is null && code.Maps.FirstOrDefault(map => map.Path.StartsWith('/')) is { } program && ProgramMarks.NameOf(code, program) is { } marked)
        {
            Name = marked;
            _modules.Add(program.Path);
        }
    }

    /// <summary>The run-time; null if there is none.</summary>
    public string? Name { get; }

    /// <summary>Whether a fault at an instruction is the run-time's own business: in code that it made, or in its libraries.</summary>
    public bool Owns(ulong instruction) =>
        Name is not null && (_code.MapAt(instruction) is not { } map || IsMadeCode(map.Path) || _modules.Contains(map.Path));

    /// <summary>Code that was made at run time lies in anonymous memory or, mapped twice (.NET), in a file that has no name.</summary>
    private static bool IsMadeCode(string path) => !path.StartsWith('/') || path.StartsWith("/memfd:", StringComparison.Ordinal);

    private static string? NameOf(string path)
    {
        var file = Path.GetFileName(path);
        foreach (var (library, name) in s_libraries)
            if (file.StartsWith(library, StringComparison.Ordinal))
                return name;
        foreach (var (program, name) in s_programs)
            if (file == program)
                return name;
        return null;
    }
}
