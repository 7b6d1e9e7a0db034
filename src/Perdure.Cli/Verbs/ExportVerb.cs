using System.CommandLine;
using Perdure.Checkpoints.Exports;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure export.</summary>
internal sealed class ExportVerb : Verb
{
    private const string StandardOutput = "-";
    private readonly CheckpointArgument _checkpoint = new();
    private readonly TextOption _core = new("--core", "FILE", "Write a process as an ELF core, which gdb opens.");
    private readonly TextOption _files = new("--files", "DIR", "Write the open files that the checkpoint holds, deleted ones too, and an index files.json.");
    private readonly TextOption _memory = new("--memory", "REGION", "Write the bytes of a range (START-END as show prints it) or of a name ([heap], [stack], a path).");
    private readonly TextOption _output = new("--output", "FILE", "With --memory: where to [default: standard output].");
    private readonly ProcessOption _pid = new();

    internal ExportVerb()
        : base("export", "Get things out of a checkpoint: a core for gdb, open files, memory.")
    {
        Add(_checkpoint);
        foreach (var option in (Option[])[_core, _files, _memory, _output, _pid])
            Add(option);
        Validators.Add(result =>
        {
            // Whether an option is there, not its value: asked for the value of one that is wrong, the parser throws.
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (new[] { _core, _files, _memory }.Count(Has) != 1)
                result.AddError("one of --core, --files and --memory is needed");
            else if (Has(_output) && !Has(_memory))
                result.AddError("--output goes with --memory");
            else if (Has(_pid) && Has(_files))
                result.AddError("--pid does not go with --files: files.json says which process had each file");
            else if (Has(GlobalOptions.Json) && Has(_memory) && !Has(_output))
                result.AddError("--json with --memory needs --output: standard output can't hold both");
        });
    }

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenUnlockedStore();
        using var image = store.OpenImage(store.Find(request.Get(_checkpoint)).Id);
        var (output, outcome) = Write(request, image);
        var document = new ExportDocument(image.Entry.Id.Value, output, outcome.Bytes, outcome.Files, outcome.Notes);
        if (output == StandardOutput)
            PrintNotes(document);
        else
            request.Answer(document, DocumentJson.Readable.ExportDocument, Print, $"{output} was written");
        return ExitCode.Ok;
    }

    private (string Output, ExportOutcome Outcome) Write(Request request, ImageReader image)
    {
        var pid = request.Get(_pid);
        if (request.Get(_core) is { } core)
            return (core, CoreExport.Write(image, pid, core));
        if (request.Get(_files) is { } folder)
            return (folder, FilesExport.Write(image, folder));
        var output = request.Get(_output) ?? StandardOutput;
        var region = request.Get(_memory)!;
        return (output, output == StandardOutput ? MemoryExport.Write(image, pid, region, StandardFiles.OpenOutput) : MemoryExport.Write(image, pid, region, output));
    }

    private static void Print(ExportDocument document)
    {
        Console.Out.WriteLine($"{SafeText.OneLine(document.Output)}: {ByteSize.Format(document.Bytes)}{(document.Files > 1 ? $" in {Count.Of(document.Files, "file")}" : "")}");
        PrintNotes(document);
    }

    // Beside the result: of memory they name the ranges that it is made of.
    private static void PrintNotes(ExportDocument document)
    {
        foreach (var note in document.Notes)
            Console.Error.WriteLine($"note: {SafeText.OneLine(note)}");
    }
}
