using Perdure.Agent.Hooks;
using Perdure.Binaries;
using Perdure.Binaries.Abi;
using Perdure.Binaries.Code;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Agent.Code;

/// <summary>
/// The system calls in the code of a process that comes from files, found while the process runs: decoding takes tens of milliseconds, which is no time for it to stand still. What has changed since is left
/// alone when the hooks are placed.
/// </summary>
public sealed class CodeSurvey
{
    private CodeSurvey(IReadOnlyList<CodeModule> modules) => Modules = modules;

    internal IReadOnlyList<CodeModule> Modules { get; }

    /// <summary>Looks at all code of a process.</summary>
    public static CodeSurvey Take(Pid pid) => Take(pid, []);

    /// <summary>Looks at the code that is not in one of these ranges.</summary>
    internal static CodeSurvey Take(Pid pid, IReadOnlyList<(RemotePtr Start, RemotePtr End)> known)
    {
        var maps = ProcMaps.Read(pid).OrThrow($"read the mappings of process {pid}");
        var modules = new List<CodeModule>();
        foreach (var map in maps)
            // Writing into a shared mapping would write into the file.
            if ((map.Protection & MemoryProtection.PROT_EXEC) != 0 && !map.Shared && map.Kind == MapKind.File && map.Length <= CodeLimits.CodeBytes && !known.Contains((map.Start, map.End)))
                modules.Add(Survey(pid, map, maps));
        return new CodeSurvey(modules);
    }

    /// <summary>The calls that are to be hooked: of interest, or of a number that is not known before they are made.</summary>
    internal static bool IsOfInterest(CodeModule module, SyscallSite site) =>
        site.Number is { } number ? NotedCalls.Of(number) != CallKind.None : site.Source is not null || !module.HasFunctions || site.Window is null;

    private static CodeModule Survey(Pid pid, MapEntry map, IReadOnlyList<MapEntry> maps)
    {
        var code = ReadAll(pid, map.Start, map.Length);
        var functions = code.AsSpan().IndexOf("\u000f\u0005"u8) < 0 ? [] : Functions(pid, map, maps);
        return new CodeModule(map.Path, map.Start, map.End, functions.Count > 0, SyscallSites.Find(code, map.Start.Value, functions));
    }

    private static IReadOnlyList<CodeRange> Functions(Pid pid, MapEntry code, IReadOnlyList<MapEntry> maps)
    {
        var first = maps.LastOrDefault(map => map.Start <= code.Start && map.Offset == 0 && map.Inode == code.Inode && map.DevMajor == code.DevMajor && map.DevMinor == code.DevMinor);
        if (first is null)
            return [];
        try
        {
            var reader = new ElfReader((position, into) => (int)ProcessMemory.Read(pid, first.Start + position, into).Or(0), ElfAddressing.Memory);
            var header = reader.Segments.FirstOrDefault(segment => segment.Type == ElfSegmentType.PT_GNU_EH_FRAME);
            var at = new RemotePtr(reader.Relocate(header.VirtualAddress, first.Start.Value));
            var home = maps.FirstOrDefault(map => map.Contains(at));
            if (header.MemorySize == 0 || home is null || home.End - at > CodeLimits.UnwindBytes)
                return [];
            return FunctionTable.Read(ReadAll(pid, at, home.End - at), at.Value);
        }
        catch (InvalidDataException)
        {
            // It is executable and comes from a file, but is no ELF image: then only the known shape counts.
            return [];
        }
    }

    /// <summary>What can be read; a file that has become shorter than its mapping ends early.</summary>
    private static byte[] ReadAll(Pid pid, RemotePtr start, ulong length)
    {
        const int step = 1 << 20;
        var bytes = new byte[length];
        var read = 0;
        while (read < bytes.Length)
        {
            var got = ProcessMemory.Read(pid, start + (ulong)read, bytes.AsSpan(read, Math.Min(step, bytes.Length - read))).Or(0);
            if (got <= 0)
                break;
            read += (int)got;
        }

        return read == bytes.Length ? bytes : bytes[..read];
    }
}
