using Perdure.Kernel;
using Perdure.Scenarios.Data;
using Perdure.Scenarios.Probes;
using Perdure.Scenarios.Resp;

namespace Perdure.Scenarios.Servers;

/// <summary>A redis full of records, without persistence of its own.</summary>
internal sealed class Redis(string folder, int megabytes, RecordWriter records) : Server(folder)
{
    private const int Samples = 50;


    public override Question Question => Question.Ping;

    /// <summary>How many records it holds; their keys are those that redis-benchmark writes to with a key space of this size.</summary>
    public int Keys { get; private set; }

    /// <summary>The mean length of a record.</summary>
    public double MeanValueBytes { get; private set; }

    protected override string Command =>
        $"redis-server --port {Port} --bind 127.0.0.1 --save '' --appendonly no --dir '{Folder}' --daemonize no";

    public override void Start()
    {
        base.Start();
        using var loader = new BulkLoader(Port, records);
        loader.LoadUntil(megabytes * 1024L * 1024L);
        (Keys, MeanValueBytes) = (loader.Keys, loader.MeanValueBytes);
    }

    /// <summary>Every key is there, and some values are those that were loaded.</summary>
    public override void Check()
    {
        using var connection = new RespConnection(Port);
        var size = connection.Ask("DBSIZE");
        if (size != $":{Keys}")
            throw new PerdureException($"the restored redis answers DBSIZE with {size}, expected :{Keys}");
        for (var sample = 0; sample < Samples; sample++)
            CheckRecord(connection, (int)((long)Keys * sample / Samples));
    }

    private void CheckRecord(RespConnection connection, int index)
    {
        if (!records.Write(index).SequenceEqual(connection.Get(BulkLoader.Key(index))))
            throw new PerdureException($"the restored redis has another value for {BulkLoader.Key(index)}");
    }
}
