using Perdure.Binaries.Cores;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>Writes a process of a checkpoint as an ELF core, for gdb.</summary>
public static class CoreExport
{
    /// <summary>Writes the core; what is there is replaced only by a whole one.</summary>
    /// <param name="image">The checkpoint.</param>
    /// <param name="pid">Which process; the first one if null.</param>
    /// <param name="path">The file; one that is there is replaced.</param>
    public static ExportOutcome Write(ImageReader image, Pid? pid, string path)
    {
        var inventory = Inventory.Read(image);
        var process = inventory.ProcessOf(pid);
        return OutputFile.Write(path, output => Write(image, inventory, process, output));
    }

    private static ExportOutcome Write(ImageReader image, Inventory inventory, ProcessImage process, Stream output)
    {
        using var content = new ProcessContent(image, inventory, process);
        var mappings = content.Mappings;
        var current = 0;
        new ElfCoreWriter(output).Write(CoreDescription.Of(process, CorePlan.Make(content)), (address, into) =>
        {
            // The core is written in address order.
            while (mappings[current].End <= address)
                current++;
            return content.Read(mappings[current], address, into);
        });
        return new ExportOutcome(output.Length, 1, NotesOf(content));
    }

    private static List<string> NotesOf(ProcessContent content) =>
        [.. content.Mappings
            .Where(mapping => mapping.Kind == MappingKind.File && !content.IsWhole(mapping))
            .Select(mapping => mapping.Name)
            .Distinct()
            .Select(name => $"{name} is not the file of the checkpoint any more: what the program had not changed of it is left out")];
}
