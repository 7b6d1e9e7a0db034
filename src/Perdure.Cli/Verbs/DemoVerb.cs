using Perdure.Cli.Demo;
using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli.Verbs;

/// <summary>perdure demo.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_usual = TimeSpan.FromMinutes(1);
    private readonly StoryArgument _story = new();
    private readonly DurationOption _length = new("--for", "How long the history is to be [default: 1m].", s_shortest);

    internal DemoVerb()
        : base("demo", "Start a redis with data, kill it, and show that the data is there again.")
    {
        Add(_story);
        Add(_length);
    }

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
            var told = request.Get(_story) == Story.History
                ? new HistoryDemo(folder, request.Get(_length) ?? s_usual, steps, interruption.Token).Play()
                : new RedisDemo(folder, steps, interruption.Token).Play();
            var document = new DemoDocument(true, told);
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
