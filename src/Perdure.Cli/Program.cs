return Perdure.Cli.CommandLine.Run(args);
