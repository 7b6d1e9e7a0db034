using System.Text.Json;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>Writes the open files of a checkpoint with their content to a directory, and an index that says whose they were.</summary>
public static class FilesExport
{
    private const string IndexName = "files.json";

    /// <summary>Writes them.</summary>
    /// <param name="image">The checkpoint.</param>
    /// <param name="directory">Where to; it must be new or empty.</param>
    public static ExportOutcome Write(ImageReader image, string directory)
    {
        var inventory = Inventory.Read(image);
        using var folder = new ExportFolder(directory);
        var content = new ContentFiles(image, folder);
        var files = new FileCollector(inventory, content).Collect();
        var json = JsonSerializer.SerializeToUtf8Bytes(new FileIndex(image.Entry.Id.Value, files), FileIndexJson.Default.FileIndex);
        using var index = folder.MakeNamed(IndexName);
        for (var done = 0; done < json.Length;)
            done += (int)FileCalls.WriteAt(index, json.AsSpan(done), done).OrThrow($"write {IndexName}", "is the disk full?");
        return new ExportOutcome(content.Bytes, folder.Count, [.. files.Where(file => file.Note is not null).Select(file => $"{file.Name}: {file.Note}")]);
    }
}
