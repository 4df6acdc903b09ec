using System.Text;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>A client that says exactly these bytes to our server, and compares exactly what it hears.</summary>
sealed class Script : IAsyncDisposable
{
    readonly DuplexPipe _pipe = new();
    readonly Stream _in, _out;
    readonly CancellationTokenSource _stop = new();
    readonly P2PServer _server;

    public Script(MemoryLocal local, ManualTime? time = null, ServerLimits? limits = null)
    {
        Local = local;
        _in = _pipe.ClientInput;
        _out = _pipe.ClientOutput;
        _server = new P2PServer(_pipe.Server(), local, limits ?? new ServerLimits(), time ?? new ManualTime());
        End = RunAsync();
    }

    public MemoryLocal Local { get; }

    /// <summary>How the server ended.</summary>
    public Task<ServerEnd> End { get; }

    async Task<ServerEnd> RunAsync()
    {
        var end = await _server.RunAsync(_stop.Token);
        await _pipe.ServerOutput.DisposeAsync();
        await _pipe.ServerInput.DisposeAsync();
        return end;
    }

    public async Task<Script> StartAsync(int? version = 4)
    {
        await HearAsync($"AUTH-SUCCESS {Content.There}\n");
        if (version is int v) await SayAsync($"VERSION {v}\n", $"VERSION {v}\n");
        return this;
    }

    /// <summary>Says something and hears exactly that.</summary>
    public async Task SayAsync(string says, string hears = "")
    {
        await _out.WriteAsync(Encoding.Latin1.GetBytes(says)).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await _out.FlushAsync();
        await HearAsync(hears);
    }

    public async Task HearAsync(string expected)
    {
        var got = new byte[expected.Length];
        int n = await _in.ReadAtLeastAsync(got, got.Length, throwOnEndOfStream: false).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(expected, Encoding.Latin1.GetString(got, 0, n));
    }

    /// <summary>Closes the client's side; hears this and then the end.</summary>
    public async Task EndsAsync(int exitCode, string? message = null, string hears = "", bool close = true)
    {
        if (close) await _out.DisposeAsync();
        var rest = new MemoryStream();
        await _in.CopyToAsync(rest).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(hears, Encoding.Latin1.GetString(rest.ToArray()));
        Assert.Equal(new ServerEnd(exitCode, message), await End.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try { await End; } catch (OperationCanceledException) { }
        _stop.Dispose();
    }
}
