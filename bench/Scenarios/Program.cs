using Perdure.Kernel;
using Perdure.Scenarios;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.History;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Tools;

try
{
    Undo.WatchSignals();
    if (args.Contains("--help"))
    {
        Console.WriteLine(OptionParser.Usage);
        return (int)ExitCode.Ok;
    }

    var options = OptionParser.Parse(args);
    Directory.CreateDirectory(options.WorkDirectory);
    Undo.Add(() => Directory.Delete(options.WorkDirectory, recursive: true));
    var machine = Machine.Read(options.WorkDirectory);
    var results = new Results();
    var tools = options.Tools.Select(name => MakeTool(name, options)).ToList();
    using var records = new RecordWriter(options.Seed);
    var scenarios = new ScenarioList(options, tools, records, results);
    foreach (var scenario in options.Scenarios)
    {
        switch (scenario)
        {
            case "redis-1g-history":
                new HistoryScenario(options, records, tools.OfType<Criu>().FirstOrDefault(), results).Run();
                break;
            case "supervised":
                new SupervisedScenario(scenario, options, records, results).Run();
                break;
            case "recover":
                new SupervisedScenario(scenario, options, records, results, "--recover").Run();
                break;
            case "bisect-100m":
                new BisectScenario(options, records, results).Run();
                break;
            default:
                scenarios.Run(scenario);
                break;
        }
    }

    Console.Write(Table.Render(results));
    if (options.Name.Length > 0)
        Console.Error.WriteLine($"raw numbers: {ResultFile.Write(options, machine, Versions(tools), results)}");
    return (int)ExitCode.Ok;
}
catch (OperationCanceledException)
{
    return (int)ExitCode.Failed;
}
catch (PerdureException failure)
{
    Console.Error.WriteLine($"perdure-scenarios: {failure.Message}");
    Console.Error.WriteLine(failure.Hint);
    return (int)failure.ExitCode;
}
finally
{
    Undo.RunAll();
}

static Tool MakeTool(string name, RunOptions options)
{
    var images = Path.Combine(options.WorkDirectory, name + "-images");
    return name == "criu" ? new Criu(images) : new PerdureTool(images, options.PerdureBinary);
}

static string[] Versions(IEnumerable<Tool> tools) =>
[
    .. tools.Select(tool => tool.Version),
    Shell.RunOr("redis-server --version", "no redis"),
    Shell.RunOr("nginx -v 2>&1", "no nginx"),
    $".NET {Environment.Version}",
];
