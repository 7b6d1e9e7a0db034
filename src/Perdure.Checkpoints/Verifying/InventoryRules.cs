using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Verifying;

/// <summary>
/// What must hold between the parts of an inventory, and within each thread, mapping and file. Precondition: the shape of each part is right
/// (<see cref="ProgramImageRules"/>, <see cref="FileTableRules"/>, the rules of page maps).
/// </summary>
internal static class InventoryRules
{
    /// <summary>Every broken rule, in words.</summary>
    public static IEnumerable<string> Problems(ProgramImage program, FileTable files, IReadOnlyList<PageMap> pages, ChunkLengths chunks) =>
        Problems(program).Concat(PageRules.Problems(program, pages)).Concat(FileRules.Problems(program, files, chunks));

    /// <summary>Those that concern the processes alone.</summary>
    public static IEnumerable<string> Problems(ProgramImage program)
    {
        var living = program.Processes.Where(process => process.State != ProcessState.Zombie).ToList();
        var tids = new HashSet<int>();
        foreach (var thread in living.SelectMany(process => process.Threads))
        {
            if (thread.Tid <= 0 || !tids.Add(thread.Tid))
                yield return $"thread {thread.Tid} can't be, or is there twice";
        }

        foreach (var problem in ObjectRules.Problems(program, living))
            yield return problem;
        foreach (var process in living)
        {
            var found = SettingsRules.Problems(process.Settings!)
                .Concat(process.Threads.SelectMany(thread => ThreadRules.Problems(thread, program.Machine.XStateBytes)))
                .Concat(MappingRules.Problems(process.AddressSpace!, program.Objects));
            foreach (var problem in found)
                yield return $"process {process.Pid}: {problem}";
        }
    }
}
