using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Breezeway.Base.Files;
using Breezeway.Base.Logging;
using Breezeway.Base.Text;

namespace Breezeway.Base.Processes;

/// <summary>Where a child's standard stream goes.</summary>
public enum Stdio { Inherit, Pipe, Null }

/// <summary>What to run. Immutable: make variants by <c>with</c>.</summary>
/// <param name="Arguments">argv, the program first; searched on PATH. Byte text.</param>
public sealed record Command(params string[] Arguments)
{
    public string? Directory { get; init; }
    /// <summary>On top of this process's environment; null removes.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment { get; init; } = [];
    public Stdio Input { get; init; } = Stdio.Null;
    public Stdio Output { get; init; } = Stdio.Pipe;
    public Stdio Errors { get; init; } = Stdio.Pipe;
    /// <summary>An open descriptor to use as that stream instead (not closed here).</summary>
    public FileHandle? InputFile { get; init; }
    public FileHandle? OutputFile { get; init; }
    public FileHandle? ErrorFile { get; init; }
    /// <summary>In a session and process group of its own, out of reach of the terminal's Ctrl-C.</summary>
    public bool NewSession { get; init; }
    /// <summary>What argv[0] is, when not the program.</summary>
    public string? Argv0 { get; init; }

    public override string ToString() => string.Join(' ', Arguments);
}

/// <summary>A finished command. Exit code 128+n for death by signal n.</summary>
public sealed record Finished(int ExitCode, byte[] Output, byte[] Errors)
{
    public bool Ok => ExitCode == 0;
    public string Text => ByteText.From(Output);
    public string ErrorText => ByteText.From(Errors);
    /// <summary>The last non-empty line of stderr.</summary>
    public string LastError => ErrorText.TrimEnd().Split('\n')[^1];
}

/// <summary>A running child process. The only place that starts processes: argv as bytes, signals reset, descriptors closed on exec.</summary>
public sealed unsafe class Child : IDisposable
{
    static readonly ConcurrentDictionary<int, Child> s_running = new();

    readonly Lock _lock = new();
    int? _exit;

    Child(int pid, FileHandle? input, FileHandle? output, FileHandle? errors)
    {
        Id = pid; Input = input; Output = output; Errors = errors;
        s_running[pid] = this;
    }

    public int Id { get; }
    /// <summary>Our ends of the pipes asked for.</summary>
    public FileHandle? Input { get; }
    public FileHandle? Output { get; }
    public FileHandle? Errors { get; }

    /// <summary>Throws <see cref="FileError"/> when the program cannot be started (not found: ENOENT).</summary>
    public static Child Start(Command command)
    {
        FileHandle? inOurs = null, inTheirs = null, outOurs = null, outTheirs = null, errOurs = null, errTheirs = null, nullFile = null;
        byte* actions = stackalloc byte[256];
        byte* attributes = stackalloc byte[512];
        byte* set = stackalloc byte[256];
        var args = Strings(command.Argv0 is null ? command.Arguments : [command.Argv0, .. command.Arguments.Skip(1)]);
        var env = Strings(EnvironmentOf(command));
        _ = NativeProcess.ActionsInit(actions);
        _ = NativeProcess.AttrInit(attributes);
        try
        {
            FileHandle Null() => nullFile ??= FileHandle.Open("/dev/null", OpenMode.ReadWrite);
            if (command.InputFile is not null) inTheirs = null;
            else if (command.Input == Stdio.Pipe) (inTheirs, inOurs) = Pipe();
            if (command.OutputFile is null && command.Output == Stdio.Pipe) (outOurs, outTheirs) = Pipe();
            if (command.ErrorFile is null && command.Errors == Stdio.Pipe) (errOurs, errTheirs) = Pipe();
            void Map(FileHandle? file, Stdio how, FileHandle? theirs, int target)
            {
                int fd = file?.Fd ?? theirs?.Fd ?? (how == Stdio.Null ? Null().Fd : target);
                // dup2 of a descriptor on itself still clears close-on-exec in posix_spawn (POSIX 2024, glibc 2.29)
                _ = NativeProcess.ActionsDup2(actions, fd, target);
            }
            Map(command.InputFile, command.Input, inTheirs, 0);
            Map(command.OutputFile, command.Output, outTheirs, 1);
            Map(command.ErrorFile, command.Errors, errTheirs, 2);
            if (command.Directory is not null) _ = NativeProcess.ActionsChDir(actions, command.Directory);
            short flags = 0x04 /* SETSIGDEF */ | 0x08 /* SETSIGMASK */;
            if (command.NewSession) flags |= 0x80;
            _ = NativeProcess.SigFillSet(set);
            _ = NativeProcess.AttrSigDefault(attributes, set);
            _ = NativeProcess.SigEmptySet(set);
            _ = NativeProcess.AttrSigMask(attributes, set);
            _ = NativeProcess.AttrFlags(attributes, flags);
            int pid;
            int e = NativeProcess.Spawn(&pid, command.Arguments[0], actions, attributes, args, env);
            if (e != 0) throw new FileError("cannot run", command.Arguments[0], e);
            if (DebugLog.Enabled) DebugLog.Write("Utility.Process", Description(pid, command));
            return new Child(pid, inOurs, outOurs, errOurs);
        }
        catch { inOurs?.Dispose(); outOurs?.Dispose(); errOurs?.Dispose(); throw; }
        finally
        {
            inTheirs?.Dispose(); outTheirs?.Dispose(); errTheirs?.Dispose(); nullFile?.Dispose();
            _ = NativeProcess.ActionsDestroy(actions); _ = NativeProcess.AttrDestroy(attributes);
            Free(args); Free(env);
        }
    }

    static string Description(int pid, Command command)
    {
        string kind = (command.Input, command.Output) switch { (Stdio.Pipe, Stdio.Pipe) => "chat", (Stdio.Pipe, _) => "feed", (_, Stdio.Pipe) => "read", _ => "call" };
        string where = command.Directory is { } d ? $" in \"{d}\"" : "";
        return $"process [{pid}] {kind}: {command.Arguments[0]} [{string.Join(',', command.Arguments.Skip(1).Select(a => $"\"{a.Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]{where}";
    }

    static string[] EnvironmentOf(Command command)
    {
        var all = ProcessEnvironment.All();
        foreach (var (name, value) in command.Environment) { if (value is null) all.Remove(name); else all[name] = value; }
        return [.. all.Select(v => $"{v.Key}={v.Value}")];
    }

    static byte** Strings(string[] strings)
    {
        var p = (byte**)NativeMemory.Alloc((nuint)((strings.Length + 1) * sizeof(byte*)));
        for (int i = 0; i < strings.Length; i++)
        {
            var b = ByteText.Bytes(strings[i]);
            p[i] = (byte*)NativeMemory.Alloc((nuint)b.Length + 1);
            b.CopyTo(new Span<byte>(p[i], b.Length));
            p[i][b.Length] = 0;
        }
        p[strings.Length] = null;
        return p;
    }

    static void Free(byte** p) { for (int i = 0; p[i] != null; i++) NativeMemory.Free(p[i]); NativeMemory.Free(p); }

    /// <summary>A close-on-exec pipe: the end to read from and the end to write to.</summary>
    public static (FileHandle Read, FileHandle Write) Pipe()
    {
        int* fds = stackalloc int[2];
        if (NativeProcess.Pipe2(fds, 0x80000) != 0) throw FileError.Last("pipe", "pipe");
        return (new FileHandle(fds[0], "pipe"), new FileHandle(fds[1], "pipe"));
    }

    /// <summary>Waits for the end; may be called from several threads and again.</summary>
    public int Wait()
    {
        lock (_lock)
        {
            if (_exit is int done) return done;
            int status;
            while (NativeProcess.WaitPid(Id, &status, 0) < 0)
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted) return Ended(127);
            return Ended(Decode(status));
        }
    }

    /// <summary>The exit code if it has ended, else null.</summary>
    public int? Poll()
    {
        if (!_lock.TryEnter()) return null;
        try
        {
            if (_exit is not null) return _exit;
            int status;
            return NativeProcess.WaitPid(Id, &status, 1) == Id ? Ended(Decode(status)) : null;
        }
        finally { _lock.Exit(); }
    }

    int Ended(int exitCode)
    {
        s_running.TryRemove(Id, out _);
        _exit = exitCode;
        return exitCode;
    }

    /// <summary>Signals every child that still runs: a program that ends leaves none behind. Returns how many there were.</summary>
    public static int SignalAll(int signal)
    {
        int n = 0;
        foreach (var child in s_running.Values)
        {
            n++;
            child.Kill(signal);
        }
        return n;
    }

    static int Decode(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    /// <summary>Sends a signal unless it has been waited for.</summary>
    public void Kill(int signal = 15) { if (_exit is null) _ = NativeProcess.Kill(Id, signal); }

    /// <summary>Closes the pipes; ends and reaps the process if it still runs.</summary>
    public void Dispose()
    {
        Input?.Dispose(); Output?.Dispose(); Errors?.Dispose();
        if (_exit is not null) return;
        for (int i = 0; i < 20 && Poll() is null; i++) Thread.Sleep(i < 10 ? 1 : 10);
        if (_exit is null) { Kill(15); for (int i = 0; i < 50 && Poll() is null; i++) Thread.Sleep(10); }
        if (_exit is null) { Kill(9); Wait(); }
    }

    /// <summary>Runs to the end with both streams drained; input, when given, is fed meanwhile.</summary>
    /// <param name="stop">Ends it, and all that it started, when it can be set: it then runs in a session of its own.</param>
    public static Finished Run(Command command, byte[]? input = null, CancellationToken stop = default)
    {
        if (stop.CanBeCanceled) command = command with { NewSession = true };
        if (input is not null) command = command with { Input = Stdio.Pipe };
        using var child = Start(command);
        using var ending = stop.Register(() => { if (child._exit is null) _ = NativeProcess.Kill(-child.Id, 15); });
        using var o = new MemoryStream();
        using var e = new MemoryStream();
        var buffer = new byte[65536];
        int fed = 0;
        bool inOpen = child.Input is not null, outOpen = child.Output is not null, errOpen = child.Errors is not null;
        if (inOpen) _ = Files.Native.FCntl(child.Input!.Fd, 4 /* F_SETFL */, 0x801 /* O_WRONLY|O_NONBLOCK */);
        var fds = stackalloc NativeProcess.PollFd[3];
        while (inOpen || outOpen || errOpen)
        {
            int n = 0;
            if (inOpen) fds[n++] = new() { Fd = child.Input!.Fd, Events = 4 };
            if (outOpen) fds[n++] = new() { Fd = child.Output!.Fd, Events = 1 };
            if (errOpen) fds[n++] = new() { Fd = child.Errors!.Fd, Events = 1 };
            if (NativeProcess.Poll(fds, (nuint)n, -1) < 0) continue;
            for (int i = 0; i < n; i++)
            {
                if (fds[i].Returned == 0) continue;
                if (inOpen && fds[i].Fd == child.Input!.Fd)
                {
                    fixed (byte* p = input)
                    {
                        nint w = fed < input!.Length ? Files.Native.Write(fds[i].Fd, p + fed, input.Length - fed) : 0;
                        if (w > 0) fed += (int)w;
                        else if (w < 0 && Marshal.GetLastPInvokeError() is not (Errno.TryAgain or Errno.Interrupted)) fed = input.Length;
                    }
                    if (fed >= input.Length) { child.Input.Dispose(); inOpen = false; }
                }
                else if (outOpen && fds[i].Fd == child.Output!.Fd) outOpen = Drain(child.Output, o, buffer);
                else errOpen = Drain(child.Errors!, e, buffer);
            }
        }
        return new Finished(child.Wait(), o.ToArray(), e.ToArray());
    }

    static bool Drain(FileHandle from, MemoryStream to, byte[] buffer)
    {
        int r = from.Read(buffer);
        to.Write(buffer, 0, r);
        return r > 0;
    }

    /// <summary>Replaces this process by another program, with the environment that children get; returns only by throwing.</summary>
    public static Exception Exec(params string[] arguments)
    {
        var args = Strings(arguments);
        var env = Strings([.. ProcessEnvironment.All().Select(v => $"{v.Key}={v.Value}")]);
        Signals.Reset();
        _ = NativeProcess.ExecVpe(arguments[0], args, env);
        int e = Marshal.GetLastPInvokeError();
        Free(args);
        Free(env);
        return new FileError("cannot run", arguments[0], e);
    }

    /// <summary>Signals any process (0 only asks whether it is there).</summary>
    public static bool Signal(int pid, int signal) => NativeProcess.Kill(pid, signal) == 0;
}
