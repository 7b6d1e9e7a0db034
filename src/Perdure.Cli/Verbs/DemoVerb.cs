using Perdure.Cli.Demo;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure demo.</summary>
internal sealed class DemoVerb() : Verb("demo", "Start a redis with data, checkpoint it, kill it, restore it, and show that the data is there.")
{
    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        if (!RedisServer.IsInstalled)
            throw new PerdureException("the demo needs redis-server, which is not installed", "apt-get install redis-server", ExitCode.Unsupported);
        using var interruption = new Interruption();
        var folder = Directory.CreateTempSubdirectory("perdure-demo-").FullName;
        try
        {
            var steps = new DemoSteps(request.Json, interruption.Token);
            var document = new DemoDocument(true, new RedisDemo(folder, steps, interruption.Token).Play());
            request.Answer(document, DocumentJson.Readable.DemoDocument, _ => Console.Out.WriteLine("cleaned up: redis, its files and the checkpoint are gone"));
            return ExitCode.Ok;
        }
        catch (OperationCanceledException)
        {
            throw new PerdureException("interrupted; what the demo had started is gone");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
