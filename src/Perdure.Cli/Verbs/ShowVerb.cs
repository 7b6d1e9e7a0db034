using System.Text.Json;
using Perdure.Checkpoints.Verifying;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Show;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure show.</summary>
internal sealed class ShowVerb : Verb
{
    private readonly CheckpointArgument _checkpoint = new();

    internal ShowVerb()
        : base("show", "Show what is in a checkpoint: processes, threads, memory, open files.") => Add(_checkpoint);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenUnlockedStore();
        using var image = store.OpenImage(store.Find(request.Get(_checkpoint)).Id);
        var program = image.ReadSection(SectionKind.Program);
        var files = image.HasSection(SectionKind.Files) ? image.ReadSection(SectionKind.Files) : null;
        var document = new ShowDocument(ListVerb.Listed(image.Entry), Parse(program), files is null ? null : Parse(files));
        request.Answer(document, DocumentJson.Readable.ShowDocument, _ => Print(image));
        return ExitCode.Ok;
    }

    private static JsonElement Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static void Print(ImageReader image)
    {
        var inventory = Inventory.Read(image);
        var tree = new ProgramTree(image.Entry, inventory.Program, [.. inventory.Pages.Values], new OpenFiles(inventory.Files));
        tree.Build().Print(Console.Out, drawn: !Console.IsOutputRedirected);
    }
}
