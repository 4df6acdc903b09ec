using System.IO.Pipelines;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>Stands for a git service: says back what it is told, until told no more or to exit.</summary>
sealed class EchoGit : IGitRelay
{
    readonly Pipe _in = new(), _out = new();
    readonly TaskCompletionSource<int> _exit = new();

    public EchoGit() => _ = EchoAsync();
    public Stream ToGit => _in.Writer.AsStream();
    public Stream FromGit => _out.Reader.AsStream();
    public Task<int> ExitAsync(CancellationToken token) => _exit.Task;

    public void Exit(int code)
    {
        _exit.TrySetResult(code);
        _out.Writer.Complete();
    }

    async Task EchoAsync()
    {
        while (true)
        {
            var read = await _in.Reader.ReadAsync();
            foreach (var part in read.Buffer) await _out.Writer.WriteAsync(part);
            _in.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }
        Exit(0);
    }

    public ValueTask DisposeAsync() => default;
}
